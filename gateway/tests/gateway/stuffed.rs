//! Clients that do not read, and clients that send more than is handled.

use crate::{
    clients::{Client, TEXT, connection_path, frame},
    fixture::{Events, Fixture, Gate, id_of, soon},
};
use gateway::{Route, limits};
use http::Method;
use serde_json::json;
use std::time::Duration;
use testkit::retries::promptly;
use tokio::io::AsyncWriteExt;

async fn connected() -> (Fixture, Events, Client, String) {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    let fixture = Fixture::start(routes).await;
    let client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    (fixture, events, client, id)
}

/// Posts until there is no more room. Returns how many were taken.
async fn stuff(fixture: &Fixture, id: &str) -> usize {
    let longest = "x".repeat(limits::POST_BYTES);
    let mut taken = 0;
    // The kernel takes some megabytes, the queue one; anything near this bound is memory that grows.
    while taken < 500 {
        let reply = fixture.post(id, longest.clone()).await;
        if reply.status != 200 {
            assert_eq!(
                reply.error(),
                (429, "LimitExceededException", "Rate exceeded".to_owned())
            );
            return taken;
        }
        taken += 1;
    }
    panic!("a client that never reads was sent {taken} messages");
}

#[tokio::test]
pub async fn a_post_to_a_client_that_does_not_read_is_429_and_nothing_taken_is_lost() {
    let (fixture, _, mut client, id) = connected().await;
    let taken = stuff(&fixture, &id).await;
    for _ in 0..taken {
        assert_eq!(client.text().await.len(), limits::POST_BYTES);
    }
    fixture.expect_nothing(&mut client, &id).await;
}

#[tokio::test]
pub async fn a_client_that_never_reads_is_lost_after_the_write_timeout() {
    const MARGIN: Duration = Duration::from_secs(1);
    let limit = Duration::from_secs(10);
    let before = promptly(MARGIN, async || {
        let (fixture, events, _client, id) = connected().await;
        stuff(&fixture, &id).await;
        fixture.clock.advance(limit - MARGIN);
        let before = fixture.post(&id, "").await.status;
        // If the kernel has taken more meanwhile, the time for what is written then has begun anew: not prompt.
        fixture.clock.advance(2 * MARGIN);
        let lost = async { while fixture.post(&id, "").await.status != 410 {} };
        soon("a 410", lost).await;
        let departed = events.first("DISCONNECT").await;
        assert_eq!(departed["requestContext"]["disconnectStatusCode"], 1006);
        before
    });
    assert_ne!(before.await, 410);
}

#[tokio::test]
async fn a_stuffed_client_can_be_deleted() {
    let (fixture, _, mut client, id) = connected().await;
    let taken = stuff(&fixture, &id).await;
    assert_eq!(
        fixture
            .call(Method::DELETE, &connection_path(&id), "")
            .await
            .status,
        204
    );
    assert_eq!(fixture.post(&id, "hello").await.status, 410);
    for _ in 0..taken {
        client.text().await;
    }
    assert_eq!(client.close_code().await, 1000);
}

#[tokio::test]
async fn a_stuffed_client_does_not_hold_up_others() {
    let (fixture, events, _stuffed, id) = connected().await;
    stuff(&fixture, &id).await;
    let mut other = fixture.connect().await;
    let other_id = id_of(&events.wait("CONNECT", 2).await[1]);
    assert_eq!(fixture.post(&other_id, "hello").await.status, 200);
    assert_eq!(other.text().await, "hello");
}

#[tokio::test]
pub async fn a_client_that_sends_more_than_is_handled_is_slowed_down() {
    const SENT: usize = 300;
    let (events, gate) = (Events::default(), Gate::closed());
    let done = json!({"statusCode": 200, "body": "done"});
    let routes = [
        ("$default", Route::one_way(events.behind(&gate, done))),
        ("echo", Route::two_way(events.echo())),
    ];
    let fixture = Fixture::start(routes).await;
    let mut raw = fixture.raw().await.upgraded().await;
    let sending = tokio::spawn(async move {
        let message = frame(TEXT, &vec![b'x'; limits::FRAME_BYTES]);
        for _ in 0..SENT {
            raw.0.write_all(&message).await.unwrap();
        }
        raw
    });
    let long = |events: Vec<serde_json::Value>| {
        events
            .iter()
            .filter(|event| event["body"].as_str().unwrap().len() == limits::FRAME_BYTES)
            .count()
    };
    let under_way = long(events.wait("MESSAGE", 20).await);
    let mut other = fixture.connect().await;
    for _ in 0..50 {
        other.send(r#"{"action":"echo"}"#).await;
        other.text().await;
    }
    // A megabyte's worth is under way, and nothing more while none of it is done.
    assert!(
        (20..=32).contains(&under_way),
        "{under_way} messages under way"
    );
    assert!(
        (20..=32).contains(&long(events.all())),
        "{} messages under way",
        long(events.all())
    );

    gate.let_through(SENT);
    events.wait("MESSAGE", SENT + 50).await;
    soon("the last write", sending).await.unwrap();
}
