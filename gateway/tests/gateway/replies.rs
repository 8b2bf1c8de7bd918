use crate::fixture::{Events, Fixture, Gate, id_of};
use gateway::{IntegrationError, Route, limits};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
pub async fn a_reply_is_sent_only_where_a_route_response_is_declared() {
    let declared = || BTreeSet::from(["$default".to_owned()]);
    let cases = [
        ("both", Some("$default"), declared(), true),
        ("no expression", None, declared(), false),
        ("no response", Some("$default"), BTreeSet::new(), false),
        ("neither", None, BTreeSet::new(), false),
        (
            "another expression",
            Some("$request.body.x"),
            declared(),
            false,
        ),
        (
            "another response",
            Some("$default"),
            BTreeSet::from(["other".to_owned()]),
            false,
        ),
    ];
    for (name, expression, responses, replies) in cases {
        let events = Events::default();
        let route = Route {
            response_selection_expression: expression.map(str::to_owned),
            responses,
            ..Route::one_way(events.echo())
        };
        let routes = [
            ("$connect", Route::one_way(events.ok())),
            ("$default", route),
        ];
        let fixture = Fixture::start(routes).await;
        let mut client = fixture.connect().await;
        let id = id_of(&events.first("CONNECT").await);
        client.send("hello").await;
        events.first("MESSAGE").await;
        if replies {
            assert_eq!(client.text().await, "hello", "{name}");
        }
        fixture.expect_nothing(&mut client, &id).await;
    }
}

#[tokio::test]
pub async fn a_reply_is_the_handlers_body_as_it_is() {
    let events = Events::default();
    for (status, body) in [
        (200, r#"{"a": 1}"#),
        (200, "plain"),
        (200, r#""quoted""#),
        (500, "whatever the status"),
    ] {
        let answer = json!({"statusCode": status, "headers": {"X-Ignored": "1"}, "body": body});
        let fixture =
            Fixture::start([("$default", Route::two_way(events.answering(answer)))]).await;
        let mut client = fixture.connect().await;
        client.send("hello").await;
        assert_eq!(client.text().await, body);
    }
}

#[tokio::test]
pub async fn no_body_is_no_frame() {
    for answer in [
        json!({"statusCode": 200}),
        json!({"statusCode": 200, "body": null}),
    ] {
        let events = Events::default();
        let routes = [
            ("$default", Route::two_way(events.echo())),
            ("quiet", Route::two_way(events.answering(answer))),
        ];
        let fixture = Fixture::start(routes).await;
        let mut client = fixture.connect().await;
        client.send(r#"{"action":"quiet"}"#).await;
        events.first("MESSAGE").await;
        let id = id_of(&events.first("MESSAGE").await);
        fixture.expect_nothing(&mut client, &id).await;
    }
}

#[tokio::test]
pub async fn a_handler_that_fails_gets_an_error_frame_even_on_a_one_way_route() {
    let events = Events::default();
    let failures = [
        IntegrationError::Failed("on purpose".into()),
        IntegrationError::TimedOut,
        IntegrationError::Throttled,
    ];
    let mut handlers: Vec<_> = failures
        .into_iter()
        .map(|failure| events.handler(move |_| std::future::ready(Err(failure.clone()))))
        .collect();
    handlers.push(events.handler(|_| async { panic!("on purpose") }));
    for handler in handlers {
        for route in [
            Route::one_way(handler.clone()),
            Route::two_way(handler.clone()),
        ] {
            let fixture = Fixture::start([("$default", route)]).await;
            let mut client = fixture.connect().await;
            client.send("hello").await;
            let frame = client.json().await;
            let event = events.all().pop().unwrap();
            assert_eq!(
                frame,
                json!({
                    "message": "Internal server error",
                    "connectionId": event["requestContext"]["connectionId"],
                    "requestId": event["requestContext"]["requestId"],
                })
            );
        }
    }
}

#[tokio::test]
pub async fn an_answer_that_is_no_proxy_response_is_a_failure_only_where_a_reply_is_expected() {
    for answer in [
        json!(null),
        json!("text"),
        json!({"body": "no status"}),
        json!({"statusCode": 200, "body": {"a": 1}}),
    ] {
        let events = Events::default();
        let routes = [
            ("one", Route::one_way(events.answering(answer.clone()))),
            ("two", Route::two_way(events.answering(answer.clone()))),
        ];
        let fixture = Fixture::start(routes).await;
        let mut client = fixture.connect().await;
        client.send(r#"{"action":"two"}"#).await;
        assert_eq!(
            client.json().await["message"],
            "Internal server error",
            "{answer}"
        );
        client.send(r#"{"action":"one"}"#).await;
        let id = id_of(&events.wait("MESSAGE", 2).await[1]);
        fixture.expect_nothing(&mut client, &id).await;
    }
}

#[tokio::test]
async fn a_reply_may_be_as_long_as_a_message_and_no_longer() {
    let events = Events::default();
    let route = Route::two_way(events.handler(|event| {
        let length: usize = event["body"].as_str().unwrap().parse().unwrap();
        std::future::ready(Ok(json!({"statusCode": 200, "body": "x".repeat(length)})
            .to_string()
            .into()))
    }));
    let fixture = Fixture::start([("$default", route)]).await;
    let mut client = fixture.connect().await;
    client.send(limits::MESSAGE_BYTES.to_string()).await;
    assert_eq!(client.text().await.len(), limits::MESSAGE_BYTES);
    client.send((limits::MESSAGE_BYTES + 1).to_string()).await;
    assert_eq!(client.json().await["message"], "Internal server error");
}

#[tokio::test]
pub async fn messages_of_one_connection_run_at_the_same_time_and_replies_come_as_they_are_ready() {
    let (events, gate) = (Events::default(), Gate::closed());
    let routes = [
        (
            "slow",
            Route::two_way(events.behind(&gate, json!({"statusCode": 200, "body": "slow"}))),
        ),
        ("$default", Route::two_way(events.echo())),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    for _ in 0..20 {
        client.send(r#"{"action":"slow"}"#).await;
    }
    // All twenty are with their handler, and the next overtakes them.
    events.wait("MESSAGE", 20).await;
    client.send("quick").await;
    assert_eq!(client.text().await, "quick");
    gate.let_through(20);
    for _ in 0..20 {
        assert_eq!(client.text().await, "slow");
    }
}

#[tokio::test]
async fn a_reply_to_a_client_that_left_is_dropped() {
    let (events, gate) = (Events::default(), Gate::closed());
    let routes = [
        (
            "$default",
            Route::two_way(events.behind(&gate, json!({"statusCode": 200, "body": "late"}))),
        ),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    client.send("hello").await;
    events.first("MESSAGE").await;
    drop(client);
    events.first("DISCONNECT").await;
    gate.let_through(1);
    assert_eq!(fixture.running.shutdown(crate::fixture::PATIENCE).await, 0);
    let _: Vec<Value> = events.all();
}
