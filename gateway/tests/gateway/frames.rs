use crate::{
    clients::{BINARY, BINARY_BEGIN, CONTINUE, CONTINUE_END, TEXT, TEXT_BEGIN, frame},
    fixture::{Events, Fixture},
};
use futures_util::{SinkExt, StreamExt};
use gateway::{Route, limits};
use tokio_tungstenite::tungstenite::Message;

async fn echo() -> (Fixture, Events) {
    let events = Events::default();
    let routes = [
        ("$default", Route::two_way(events.echo())),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    (Fixture::start(routes).await, events)
}

/// The code that `$disconnect` got.
async fn departed(events: &Events) -> u64 {
    events.first("DISCONNECT").await["requestContext"]["disconnectStatusCode"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
pub async fn a_frame_of_32_kilobytes_is_taken() {
    let (fixture, _) = echo().await;
    let mut client = fixture.connect().await;
    let text = "x".repeat(limits::FRAME_BYTES);
    client.send(text.clone()).await;
    assert_eq!(client.text().await, text);
}

#[tokio::test]
pub async fn a_frame_above_32_kilobytes_closes_with_1009() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    client.send("x".repeat(limits::FRAME_BYTES + 1)).await;
    assert_eq!(client.close_code().await, 1009);
    assert_eq!(departed(&events).await, 1009);
}

#[tokio::test]
pub async fn a_message_of_128_kilobytes_in_fragments_is_taken() {
    let (fixture, events) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    let fragment = vec![b'x'; limits::FRAME_BYTES];
    for first in [TEXT_BEGIN, CONTINUE, CONTINUE, CONTINUE_END] {
        raw.send(frame(first, &fragment)).await;
    }
    let event = events.first("MESSAGE").await;
    assert_eq!(event["body"].as_str().unwrap().len(), limits::MESSAGE_BYTES);
}

#[tokio::test]
pub async fn a_message_above_128_kilobytes_closes_with_1009() {
    let (fixture, events) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    let fragment = vec![b'x'; limits::FRAME_BYTES];
    for first in [TEXT_BEGIN, CONTINUE, CONTINUE, CONTINUE] {
        raw.send(frame(first, &fragment)).await;
    }
    raw.send(frame(CONTINUE_END, b"x")).await;
    assert_eq!(raw.close_code().await, 1009);
    assert_eq!(departed(&events).await, 1009);
}

#[tokio::test]
pub async fn a_close_frame_reaches_a_client_that_is_still_sending() {
    let (fixture, _) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    // More than the kernel holds for a receiver that does not read.
    let huge = frame(TEXT, &vec![b'x'; 16 * 1024 * 1024]);
    raw.send(huge).await;
    assert_eq!(raw.close_code().await, 1009);
}

#[tokio::test]
pub async fn a_binary_frame_closes_with_1003() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    client
        .socket
        .send(Message::Binary("bytes".into()))
        .await
        .unwrap();
    assert_eq!(client.close_code().await, 1003);
    assert_eq!(departed(&events).await, 1003);
    assert_eq!(events.all().len(), 1, "the frame was passed on");
}

#[tokio::test]
pub async fn a_binary_message_in_fragments_closes_with_1003_when_it_is_complete() {
    let (fixture, events) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    raw.send(frame(BINARY_BEGIN, b"by")).await;
    raw.send(frame(0x89, b"ping")).await;
    assert_eq!(raw.frame().await, (0x8a, b"ping".to_vec()));
    raw.send(frame(CONTINUE_END, b"tes")).await;
    assert_eq!(raw.close_code().await, 1003);
    assert_eq!(departed(&events).await, 1003);
    assert_eq!(events.all().len(), 1, "the message was passed on");
}

#[tokio::test]
pub async fn a_binary_frame_above_32_kilobytes_closes_with_1009_as_a_text_does() {
    let (fixture, events) = echo().await;
    for first in [BINARY, BINARY_BEGIN] {
        let mut raw = fixture.raw().await.upgraded().await;
        raw.send(frame(first, &vec![0; limits::FRAME_BYTES + 1]))
            .await;
        assert_eq!(raw.close_code().await, 1009);
    }
    assert_eq!(departed(&events).await, 1009);
}

#[tokio::test]
pub async fn what_the_websocket_protocol_forbids_closes_with_its_code() {
    let masked = |first, payload: &[u8]| frame(first, payload);
    let unmasked = b"\x81\x02hi".to_vec();
    let cases = [
        (1002, "reserved bit", masked(TEXT | 0x40, b"hi")),
        (1002, "reserved data opcode", masked(0x83, b"hi")),
        (1002, "reserved control opcode", masked(0x8b, b"hi")),
        (1002, "unmasked", unmasked),
        (1002, "fragmented ping", masked(0x09, b"hi")),
        (1002, "long ping", masked(0x89, &[b'x'; 126])),
        (1002, "continuation of nothing", masked(CONTINUE_END, b"hi")),
        (
            1002,
            "text within text",
            [masked(TEXT_BEGIN, b"a"), masked(TEXT, b"b")].concat(),
        ),
        (1002, "close frame of one byte", masked(0x88, b"x")),
        (1007, "invalid UTF-8", masked(TEXT, b"\xff\xfe")),
        (
            1007,
            "invalid UTF-8 in a fragment",
            masked(TEXT_BEGIN, b"\xff\xfe"),
        ),
        (1007, "half a character", masked(TEXT, b"\xc3")),
        (
            1009,
            "length beyond everything",
            b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0".to_vec(),
        ),
    ];
    for (code, name, bytes) in cases {
        let (fixture, events) = echo().await;
        let mut raw = fixture.raw().await.upgraded().await;
        raw.send(bytes).await;
        assert_eq!(raw.close_code().await, code, "{name}");
        assert_eq!(departed(&events).await, u64::from(code), "{name}");
        assert_eq!(events.all().len(), 1, "{name}: something was passed on");
    }
}

#[tokio::test]
async fn a_text_split_within_a_character_is_one_message() {
    let (fixture, events) = echo().await;
    let mut raw = fixture.raw().await.upgraded().await;
    raw.send(frame(TEXT_BEGIN, b"na\xc3")).await;
    raw.send(frame(0x89, b"ping")).await;
    raw.send(frame(CONTINUE_END, b"\xafve")).await;
    assert_eq!(raw.frame().await, (0x8a, b"ping".to_vec()));
    assert_eq!(events.first("MESSAGE").await["body"], "naïve");
    assert_eq!(raw.frame().await, (0x81, "naïve".as_bytes().to_vec()));
}

#[tokio::test]
pub async fn a_ping_is_answered_and_reaches_no_handler() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    client
        .socket
        .send(Message::Ping("are you there".into()))
        .await
        .unwrap();
    let pong = crate::fixture::soon("a pong", client.socket.next())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(pong, Message::Pong("are you there".into()));
    client.send("message").await;
    assert_eq!(client.text().await, "message");
    assert_eq!(events.all().len(), 1);
}

#[tokio::test]
async fn an_empty_text_is_a_message() {
    let (fixture, events) = echo().await;
    let mut client = fixture.connect().await;
    client.send("").await;
    assert_eq!(events.first("MESSAGE").await["body"], "");
}
