//! The real executable under a Lambda Runtime API, with the declared environment and nothing else.

use serde_json::{Value, json};

use crate::support::{Sandbox, World, body, environment};

#[tokio::test]
async fn the_executable_serves_a_board_and_logs_a_line_per_event_without_titles() {
    let world = World::new().await;
    world.connect("other=", &[]).await;
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    let accepted = sandbox
        .invoke(world.event("me=", "$connect", "CONNECT", None))
        .await;
    assert_eq!(accepted, Ok(json!({"statusCode": 200})));
    let create =
        json!({"action": "createItem", "title": "a secret plan", "status": "todo"}).to_string();
    let reply = body(
        &sandbox
            .invoke(world.event("me=", "createItem", "MESSAGE", Some(&create)))
            .await,
    );
    assert_eq!(reply["item"]["title"]["S"], "a secret plan");
    assert_eq!(world.frames("other=").len(), 1);
    let reply = body(
        &sandbox
            .invoke(world.event("me=", "test", "MESSAGE", Some(r#"{"action":"test"}"#)))
            .await,
    );
    assert_eq!(reply, "Hello from Lambda! This is my first output!");
    let reply = body(
        &sandbox
            .invoke(world.event("me=", "$default", "MESSAGE", Some("secret")))
            .await,
    );
    assert_eq!(reply["error"]["code"], "InvalidJson");
    let ended = sandbox
        .invoke(world.event("me=", "$disconnect", "DISCONNECT", None))
        .await;
    assert_eq!(ended, Ok(json!({"statusCode": 200})));
    assert_eq!(world.database.topics("me="), [] as [&str; 0]);

    let (_, output) = sandbox.end().await;
    assert!(!output.contains("secret"), "{output}");
    let lines: Vec<Value> = output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let outcomes: Vec<_> = lines
        .iter()
        .map(|line| (line["route"].clone(), line["outcome"].clone()))
        .collect();
    let expected = [
        ("$connect", "ok"),
        ("createItem", "ok"),
        ("test", "ok"),
        ("$default", "InvalidJson"),
        ("$disconnect", "ok"),
    ];
    assert_eq!(
        outcomes,
        expected.map(|(route, outcome)| (json!(route), json!(outcome))),
        "{output}"
    );
    for line in lines {
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["connection_id"], "me=");
        assert!(
            line["request_id"]
                .as_str()
                .is_some_and(|id| id.starts_with("gateway-")),
            "{line}"
        );
        assert!(line["duration_ms"].is_u64(), "{line}");
    }
}

#[tokio::test]
async fn connections_are_opened_before_the_first_event_by_calls_that_need_no_grant() {
    let world = World::new().await;
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    sandbox
        .invoke(world.event("me=", "$connect", "CONNECT", None))
        .await
        .unwrap();
    let mut journal = world.database.journal();
    journal.truncate(5);
    journal[..2].sort();
    assert_eq!(
        journal,
        [
            "DescribeEndpoints unsigned",
            "GET unsigned",
            "next",
            "Query count board",
            "BatchWriteItem"
        ]
    );
    assert_eq!(
        world.database.proxy.accepted(),
        1,
        "the connection is used again"
    );
}

#[tokio::test]
async fn endpoints_that_cannot_be_reached_do_not_keep_it_from_starting() {
    let world = World::new().await;
    let mut variables = environment(&world);
    for (name, value) in &mut variables {
        match *name {
            "CONNECTIONS_ENDPOINT" => *value = "http://127.0.0.1:1/production".to_owned(),
            "AWS_ENDPOINT_URL_DYNAMODB" => *value = "http://127.0.0.1:1".to_owned(),
            _ => {}
        }
    }
    let mut sandbox = Sandbox::start(&world, variables).await;
    let answer = sandbox
        .invoke(world.event("me=", "$connect", "CONNECT", None))
        .await;
    assert_eq!(answer.unwrap()["statusCode"], 500);
    let (_, output) = sandbox.end().await;
    assert!(
        output.contains("no connection could be opened in advance"),
        "{output}"
    );
}

#[tokio::test]
async fn an_event_of_another_shape_is_an_error_and_the_next_one_works() {
    let world = World::new().await;
    let mut sandbox = Sandbox::start(&world, environment(&world)).await;
    let error = sandbox.invoke(json!({"Records": []})).await.unwrap_err();
    assert!(error.message.contains("requestContext"), "{error}");
    let answer = sandbox
        .invoke(world.event("me=", "$connect", "CONNECT", None))
        .await;
    assert!(answer.is_ok(), "{answer:?}");
}

#[tokio::test]
async fn an_environment_that_is_not_usable_ends_it_with_every_problem() {
    let world = World::new().await;
    let mut variables = environment(&world);
    variables.retain(|(name, _)| *name != "ITEMS_TABLE");
    for (name, value) in &mut variables {
        if *name == "CONNECTIONS_PER_BOARD" {
            *value = "0".to_owned();
        }
    }
    let (code, output) = Sandbox::start(&world, variables.clone()).await.exit().await;
    assert_eq!(code, Some(1));
    assert!(
        output.contains("ITEMS_TABLE") && output.contains("CONNECTIONS_PER_BOARD"),
        "{output}"
    );
    variables.push(("RUST_LOG", "board=loud".to_owned()));
    let (code, output) = Sandbox::start(&world, variables).await.exit().await;
    assert_eq!(code, Some(1));
    assert!(output.contains("RUST_LOG"), "{output}");
}
