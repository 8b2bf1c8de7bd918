//! Peers that begin something and never end it.

use crate::{
    clients::{CONTINUE, Raw, TEXT, TEXT_BEGIN, connection_path, frame},
    fixture::{Events, Fixture, id_of, soon},
};
use gateway::Route;
use std::time::Duration;
use tokio::io::AsyncReadExt;

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

/// That the gateway answers somebody else.
async fn expect_service(fixture: &Fixture) {
    let mut other = fixture.connect().await;
    other.send("hello").await;
    assert_eq!(other.text().await, "hello");
}

/// Waits until the gateway has read what a socket has sent, which only its next answer can show.
async fn expect_pong(raw: &mut Raw) {
    raw.send(frame(0x89, b"seen")).await;
    assert_eq!(raw.frame().await, (0x8a, b"seen".to_vec()));
}

/// Moves the clock until the gateway closes the socket, and returns what it still said.
async fn closed_by_time(fixture: &Fixture, raw: &mut Raw, step: Duration) -> Vec<u8> {
    let mut said = Vec::new();
    let closed = async {
        // The gateway may not have accepted the socket yet, and its time begins then.
        loop {
            fixture.clock.advance(step);
            let ending = raw.0.read_to_end(&mut said);
            if let Ok(end) = tokio::time::timeout(Duration::from_millis(10), ending).await {
                end.unwrap();
                return;
            }
        }
    };
    soon("the socket's end", closed).await;
    said
}

#[tokio::test]
pub async fn a_socket_without_a_whole_request_for_a_minute_is_closed() {
    let (fixture, _) = echo().await;
    for beginning in [
        "",
        "GET",
        "GET /production HTTP/1.1\r\nHost: x\r\nConnection: Upgr",
    ] {
        let mut raw = fixture.raw().await;
        raw.send(beginning).await;
        expect_service(&fixture).await;
        closed_by_time(&fixture, &mut raw, MINUTE).await;
    }
}

#[tokio::test]
pub async fn a_body_that_does_not_arrive_is_408() {
    let (fixture, events) = echo().await;
    let _client = fixture.connect().await;
    let path = connection_path(&id_of(&events.first("CONNECT").await));
    let mut raw = fixture.raw().await;
    raw.send(format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it"
    ))
    .await;
    expect_service(&fixture).await;
    let said = closed_by_time(&fixture, &mut raw, MINUTE).await;
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
}

#[tokio::test]
pub async fn half_a_frame_and_silence_is_idleness() {
    let whole = frame(TEXT, &vec![b'x'; 30_000]);
    for half in [&whole[..1], &whole[..5], &whole[..15_000]] {
        let (fixture, events) = echo().await;
        let mut raw = fixture.raw().await.upgraded().await;
        expect_pong(&mut raw).await;
        raw.send(half).await;
        expect_service(&fixture).await;
        fixture.clock.advance(10 * MINUTE);
        let (first, payload) = raw.frame().await;
        assert_eq!((first, &payload[..2]), (0x88, &1001_u16.to_be_bytes()[..]));
        // The service's client left with another code.
        events.wait("DISCONNECT", 2).await;
        assert_eq!(fixture.running.connections(), 0);
    }
}

#[tokio::test]
pub async fn fragments_that_never_end_are_idleness() {
    let (fixture, events) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    raw.send(frame(TEXT_BEGIN, b"once upon a time")).await;
    let empty = frame(CONTINUE, b"");
    for _ in 0..5 {
        raw.send(empty.repeat(1000)).await;
        fixture.clock.advance(MINUTE);
    }
    // A ping between fragments is answered: all of them have been read.
    expect_pong(&mut raw).await;
    expect_service(&fixture).await;
    fixture.clock.advance(5 * MINUTE);
    let (first, payload) = raw.frame().await;
    assert_eq!((first, &payload[..2]), (0x88, &1001_u16.to_be_bytes()[..]));
    let messages = events.wait("MESSAGE", 1).await;
    assert_eq!(
        messages[0]["body"], "hello",
        "what never ended was passed on"
    );
}
