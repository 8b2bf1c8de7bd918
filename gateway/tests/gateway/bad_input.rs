//! Peers that begin something and never end it.

use crate::{
    clients::{CONTINUE, Raw, TEXT, TEXT_BEGIN, connection_path, frame},
    fixture::{Events, Fixture, id_of, soon},
};
use gateway::Route;
use std::time::Duration;
use testkit::retries::promptly;
use tokio::io::AsyncReadExt;

const SECOND: Duration = Duration::from_secs(1);
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

/// What a socket that has begun something still hears: if it goes on a second before a limit, and if nothing comes until a second
/// after it, when it must be closed.
async fn before_and_after<T>(
    limit: Duration,
    begin: impl AsyncFn() -> (Fixture, Raw, T),
    rest: &str,
) -> [String; 2] {
    let before = promptly(SECOND, async || {
        let (fixture, mut raw, _held) = begin().await;
        fixture.clock.advance(limit - SECOND);
        expect_service(&fixture).await;
        raw.send(rest).await;
        raw.head().await
    });
    let after = promptly(SECOND, async || {
        let (fixture, mut raw, _held) = begin().await;
        fixture.clock.advance(limit - SECOND);
        expect_service(&fixture).await;
        fixture.clock.advance(2 * SECOND);
        let mut said = String::new();
        let end = raw.0.read_to_string(&mut said);
        soon("the socket's end", end).await.unwrap();
        said
    });
    [before.await, after.await]
}

#[tokio::test]
pub async fn a_socket_without_a_whole_request_for_a_minute_is_closed() {
    let whole = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
    for begun in [0, 3, 25] {
        let (beginning, rest) = whole.split_at(begun);
        let begin = async || {
            let (fixture, _) = echo().await;
            let mut raw = fixture.raw().await;
            raw.send(beginning).await;
            // Who came later is served, so this socket's time has begun.
            expect_service(&fixture).await;
            (fixture, raw, ())
        };
        let [before, after] = before_and_after(MINUTE, begin, rest).await;
        assert!(before.starts_with("HTTP/1.1 403 "), "{begun}: {before}");
        assert!(!after.contains("403"), "{begun}: {after}");
    }
}

#[tokio::test]
pub async fn a_body_that_does_not_arrive_is_408() {
    let begin = async || {
        let (fixture, events) = echo().await;
        let client = fixture.connect().await;
        let path = connection_path(&id_of(&events.first("CONNECT").await));
        let mut raw = fixture.raw().await;
        let head = "HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n";
        raw.send(format!("POST {path} {head}")).await;
        // It is asked for its body, so the body's time has begun.
        assert_eq!(raw.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
        raw.send("half of it").await;
        (fixture, raw, client)
    };
    let rest = "x".repeat(90);
    let [before, after] = before_and_after(MINUTE / 2, begin, &rest).await;
    assert!(before.starts_with("HTTP/1.1 200 "), "{before}");
    assert!(after.starts_with("HTTP/1.1 408 "), "{after}");
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
