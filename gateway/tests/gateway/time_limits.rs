use crate::{
    clients::Client,
    fixture::{Events, Fixture, Gate, id_of, soon},
};
use futures_util::{SinkExt, StreamExt};
use gateway::{IntegrationTimeout, Route, limits};
use http::StatusCode;
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

const MINUTE: Duration = Duration::from_secs(60);

async fn echo() -> (Fixture, Events) {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$default", Route::two_way(events.echo())),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    (Fixture::start(routes).await, events)
}

async fn ping(client: &mut Client) {
    client.socket.send(Message::Ping("".into())).await.unwrap();
    let pong = soon("a pong", client.socket.next()).await.unwrap().unwrap();
    assert!(pong.is_pong());
}

async fn expect_going_away(client: &mut Client, events: &Events) {
    assert_eq!(client.close_code().await, 1001);
    let context = &events.first("DISCONNECT").await["requestContext"];
    assert_eq!(context["disconnectStatusCode"], 1001);
    assert_eq!(context["disconnectReason"], "Going away");
}

#[tokio::test]
pub async fn a_connection_without_data_for_10_minutes_is_closed_with_1001() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    fixture.clock.advance(9 * MINUTE);
    ping(&mut client).await;
    assert_eq!(fixture.running.connections(), 1);
    // The ping a minute ago was no data.
    fixture.clock.advance(MINUTE);
    expect_going_away(&mut client, &events).await;
    assert_eq!(fixture.running.connections(), 0);
}

#[tokio::test]
pub async fn a_message_begins_the_10_minutes_anew() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    for _ in 0..3 {
        fixture.clock.advance(9 * MINUTE);
        client.send("still here").await;
        assert_eq!(client.text().await, "still here");
    }
    fixture.clock.advance(10 * MINUTE);
    expect_going_away(&mut client, &events).await;
}

#[tokio::test]
pub async fn a_post_begins_the_10_minutes_anew() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    for _ in 0..3 {
        fixture.clock.advance(9 * MINUTE);
        assert_eq!(fixture.post(&id, "news").await.status, StatusCode::OK);
        assert_eq!(client.text().await, "news");
    }
    fixture.clock.advance(10 * MINUTE);
    expect_going_away(&mut client, &events).await;
}

#[tokio::test]
pub async fn a_connection_is_closed_after_2_hours_however_busy() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    for _ in 0..14 {
        fixture.clock.advance(Duration::from_secs(8 * 60 + 30));
        client.send("busy").await;
        assert_eq!(client.text().await, "busy");
    }
    fixture.clock.advance(MINUTE);
    expect_going_away(&mut client, &events).await;
}

#[tokio::test]
pub async fn an_integration_that_takes_longer_than_29_seconds_gets_an_error_frame() {
    let (events, gate) = (Events::default(), Gate::closed());
    let slow = Route::two_way(events.behind(&gate, json!({"statusCode": 200, "body": "too late"})));
    let routes = [("$default", Route::two_way(events.echo())), ("slow", slow)];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    client.send(r#"{"action":"slow"}"#).await;
    let event = events.first("MESSAGE").await;
    // Real time passes as well, so not up to the last second.
    fixture.clock.advance(Duration::from_secs(20));
    client.send("not yet").await;
    assert_eq!(client.text().await, "not yet");
    fixture.clock.advance(Duration::from_secs(9));
    assert_eq!(
        client.json().await,
        json!({
            "message": "Endpoint request timed out",
            "connectionId": event["requestContext"]["connectionId"],
            "requestId": event["requestContext"]["requestId"],
        })
    );
    // The answer that comes after all is not sent.
    gate.let_through(1);
    client.send("next").await;
    assert_eq!(client.text().await, "next");
}

#[tokio::test]
pub async fn a_declared_timeout_holds_instead_of_29_seconds() {
    let (events, gate) = (Events::default(), Gate::closed());
    let timeout = IntegrationTimeout::try_from(Duration::from_secs(5)).unwrap();
    let slow = Route {
        timeout,
        ..Route::one_way(events.behind(&gate, json!({})))
    };
    let fixture = Fixture::start([("$default", slow)]).await;
    let mut client = fixture.connect().await;
    client.send("hello").await;
    events.first("MESSAGE").await;
    fixture.clock.advance(Duration::from_secs(5));
    assert_eq!(client.json().await["message"], "Endpoint request timed out");
}

#[tokio::test]
pub async fn an_invocation_that_timed_out_runs_to_its_end() {
    let (events, gate, done) = (Events::default(), Gate::closed(), Gate::closed());
    let slow = {
        let (gate, done) = (events.behind(&gate, json!({})), done.clone());
        events.handler(move |event| {
            let (gate, done) = (gate.clone(), done.clone());
            async move {
                let answer = gate.invoke(event.to_string().into()).await;
                done.let_through(1);
                answer
            }
        })
    };
    let fixture = Fixture::start([("$default", Route::one_way(slow))]).await;
    let mut client = fixture.connect().await;
    client.send("hello").await;
    events.wait("MESSAGE", 2).await;
    fixture.clock.advance(limits::INTEGRATION_TIMEOUT);
    client.text().await;
    gate.let_through(1);
    soon("the handler's end", done.pass()).await;
}

#[test]
pub fn a_timeout_is_between_50_milliseconds_and_29_seconds() {
    for millis in [50, 51, 28_999, 29_000] {
        let timeout = Duration::from_millis(millis);
        assert_eq!(
            IntegrationTimeout::try_from(timeout).unwrap().get(),
            timeout
        );
    }
    for millis in [0, 49, 29_001, 300_000] {
        let error = IntegrationTimeout::try_from(Duration::from_millis(millis)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("an integration's time-out of {millis} ms: it must be between 50 and 29000 ms")
        );
    }
    assert_eq!(IntegrationTimeout::default().get(), Duration::from_secs(29));
}
