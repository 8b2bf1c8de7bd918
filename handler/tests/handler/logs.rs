//! What the executable writes to its log: causes and metrics, and nothing of what clients wrote.

use serde_json::{Value, json};

use crate::support::{Behaviour, Fault, Sandbox, World, body, environment};

#[tokio::test]
async fn no_log_level_shows_a_title() {
    let world = World::new().await;
    world.connect("other=", &[]).await;
    let mut variables = environment(&world);
    for (name, value) in &mut variables {
        if *name == "RUST_LOG" {
            *value = "trace,lambda_runtime=trace,aws_smithy_runtime=trace,hyper=trace".to_owned();
        }
    }
    let mut sandbox = Sandbox::start(&world, variables).await;
    sandbox
        .invoke(world.event("me=", "$connect", "CONNECT", None))
        .await
        .unwrap();
    let create = json!({"action": "createItem", "title": "a secret plan", "status": "todo",
        "clientToken": "0123456789abcdef"});
    let create = create.to_string();
    for fault in [None, Some(Fault::ServerError), Some(Fault::AccessDenied)] {
        if let Some(fault) = fault {
            world.database.fail("PutItem", fault);
        }
        let event = world.event("me=", "createItem", "MESSAGE", Some(&create));
        body(&sandbox.invoke(event).await);
    }
    let scan = r#"{"action":"scanEntireTable"}"#;
    let event = world.event("me=", "scanEntireTable", "MESSAGE", Some(scan));
    let reply = body(&sandbox.invoke(event).await);
    assert!(reply.to_string().contains("a secret plan"), "{reply}");
    let event = world.event("me=", "$default", "MESSAGE", Some("\"a secret plan\""));
    body(&sandbox.invoke(event).await);
    let shapeless = json!({"Records": [], "body": create});
    assert!(sandbox.invoke(shapeless).await.is_err());
    let (_, output) = sandbox.end().await;
    assert!(!output.contains("secret"), "{output}");
    assert!(
        output.contains("AccessDenied"),
        "the cause is logged: {output}"
    );
    assert!(
        output.contains("\"DEBUG\""),
        "own lines are of any level: {output}"
    );
}

#[tokio::test]
async fn a_connection_without_rows_is_not_logged_as_one_out_of_time() {
    let world = World::new().await;
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    let event = world.event("me=", "test", "MESSAGE", Some(r#"{"action":"test"}"#));
    sandbox.invoke(event).await.unwrap();
    let (_, output) = sandbox.end().await;
    assert!(output.contains("the connection has no rows"), "{output}");
    assert!(!output.contains("time was over"), "{output}");
}

#[tokio::test]
async fn undelivered_events_are_a_metric() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("bad=", &[]).await;
    world.sink.behave(
        "bad=",
        Behaviour {
            always: Some(400),
            ..Behaviour::default()
        },
    );
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    let create = json!({"action": "createItem", "title": "tea", "status": "todo"}).to_string();
    body(
        &sandbox
            .invoke(world.event("me=", "createItem", "MESSAGE", Some(&create)))
            .await,
    );
    let (_, output) = sandbox.end().await;
    let lines: Vec<Value> = output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let metric = lines
        .iter()
        .find(|line| line.get("_aws").is_some())
        .unwrap_or_else(|| panic!("{output}"));
    assert_eq!(metric["UndeliveredEvents"], 1);
    assert_eq!(metric["FunctionName"], "board");
    assert_eq!(metric["connectionIds"], json!(["bad="]));
    let declared = &metric["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(declared["Namespace"], "TaskBoard");
    assert_eq!(declared["Dimensions"], json!([["FunctionName"]]));
    assert_eq!(
        declared["Metrics"],
        json!([{"Name": "UndeliveredEvents", "Unit": "Count"}])
    );
    assert_eq!(metric["_aws"]["Timestamp"], world.now());
}

#[tokio::test]
async fn undelivered_events_are_counted_if_nobody_could_be_told() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    world.database.fail("Query board", Fault::AccessDenied);
    let create = json!({"action": "createItem", "title": "tea", "status": "todo"}).to_string();
    let event = world.event("me=", "createItem", "MESSAGE", Some(&create));
    assert_eq!(
        body(&sandbox.invoke(event).await)["error"]["code"],
        "Unavailable"
    );
    let (_, output) = sandbox.end().await;
    assert!(output.contains("\"UndeliveredEvents\":1"), "{output}");
}

#[tokio::test]
async fn a_peer_that_is_gone_when_it_is_closed_is_not_undelivered() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("bad=", &[]).await;
    world.sink.behave(
        "bad=",
        Behaviour {
            always: Some(400),
            delete: Some(410),
            ..Behaviour::default()
        },
    );
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    let create = json!({"action": "createItem", "title": "tea", "status": "todo"}).to_string();
    let event = world.event("me=", "createItem", "MESSAGE", Some(&create));
    body(&sandbox.invoke(event).await);
    assert_eq!(world.database.topics("bad="), [] as [&str; 0]);
    let (_, output) = sandbox.end().await;
    assert!(!output.contains("UndeliveredEvents"), "{output}");
}
