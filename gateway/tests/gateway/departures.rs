use crate::{
    clients::{Client, TEXT, connection_path, frame},
    fixture::{Events, Fixture, Gate, PATIENCE, id_of},
};
use gateway::{Route, limits};
use http::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

async fn connected() -> (Fixture, Events, Client) {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    let fixture = Fixture::start(routes).await;
    let client = fixture.connect().await;
    (fixture, events, client)
}

async fn assert_departed(fixture: Fixture, events: &Events, code: u16, reason: &str) {
    let context = &events.first("DISCONNECT").await["requestContext"];
    assert_eq!(context["disconnectStatusCode"], code);
    assert_eq!(context["disconnectReason"], reason);
    assert_eq!(context["routeKey"], "$disconnect");
    // It has run once, and is not run again when all ends.
    assert_eq!(fixture.running.shutdown(PATIENCE).await, 0);
    assert_eq!(events.wait("DISCONNECT", 1).await.len(), 1);
}

#[tokio::test]
pub async fn a_close_frame_without_a_code_is_1005() {
    let (fixture, events, mut client) = connected().await;
    client.socket.close(None).await.unwrap();
    assert_departed(
        fixture,
        &events,
        1005,
        "Client-side close frame status not set",
    )
    .await;
}

#[tokio::test]
pub async fn a_close_frames_code_and_reason_are_passed_on() {
    for (code, said, passed) in [
        (1000, "", "Connection Closed Normally"),
        (1001, "", "Going away"),
        (1000, "bye", "bye"),
        (3000, "over", "over"),
        (4999, "", ""),
    ] {
        let (fixture, events, mut client) = connected().await;
        let frame = CloseFrame {
            code: CloseCode::from(code),
            reason: said.into(),
        };
        client.socket.close(Some(frame)).await.unwrap();
        let answered = client.close_code().await;
        assert_eq!(
            answered, code,
            "the close frame is answered with its own code"
        );
        assert_departed(fixture, &events, code, passed).await;
    }
}

#[tokio::test]
pub async fn a_lost_socket_is_1006() {
    let (fixture, events, client) = connected().await;
    drop(client);
    assert_departed(fixture, &events, 1006, "Connection closed abnormally").await;
}

#[tokio::test]
pub async fn a_delete_is_1000() {
    let (fixture, events, mut client) = connected().await;
    let id = id_of(&events.first("CONNECT").await);
    assert_eq!(
        fixture
            .call(Method::DELETE, &connection_path(&id), "")
            .await
            .status,
        204
    );
    assert_eq!(client.close_code().await, 1000);
    assert_departed(fixture, &events, 1000, "Connection Closed Normally").await;
}

#[tokio::test]
pub async fn a_client_that_leaves_while_connect_runs_is_disconnected_after_it() {
    let (events, gate) = (Events::default(), Gate::closed());
    let routes = [
        (
            "$connect",
            Route::one_way(events.behind(&gate, json!({"statusCode": 200}))),
        ),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    let fixture = Fixture::start(routes).await;
    let connecting = tokio::spawn(tokio_tungstenite::connect_async(format!(
        "ws://{}/production",
        fixture.address
    )));
    let connect = events.first("CONNECT").await;
    connecting.abort();
    assert!(connecting.await.unwrap_err().is_cancelled());
    gate.let_through(1);
    let disconnect = events.first("DISCONNECT").await;
    assert_eq!(id_of(&disconnect), id_of(&connect));
    assert_eq!(disconnect["requestContext"]["disconnectStatusCode"], 1006);
    assert_eq!(fixture.running.connections(), 0);
}

#[tokio::test]
pub async fn a_disconnect_handler_that_fails_harms_nobody() {
    let events = Events::default();
    let routes = [
        ("$disconnect", Route::one_way(events.failing())),
        ("$default", Route::two_way(events.echo())),
    ];
    let fixture = Fixture::start(routes).await;
    drop(fixture.connect().await);
    events.first("DISCONNECT").await;
    let mut other = fixture.connect().await;
    other.send("hello").await;
    assert_eq!(other.text().await, "hello");
}

#[tokio::test]
pub async fn the_connection_is_gone_before_disconnect_runs() {
    let events = Events::default();
    let gate = Gate::closed();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        (
            "$disconnect",
            Route::one_way(events.behind(&gate, Value::Null)),
        ),
    ];
    let fixture = Fixture::start(routes).await;
    drop(fixture.connect().await);
    let id = id_of(&events.first("DISCONNECT").await);
    assert_eq!(fixture.post(&id, "hello").await.status, 410);
}

#[tokio::test]
pub async fn what_the_gateway_closes_for_is_told_with_code_and_reason() {
    let long = frame(TEXT, &vec![b'x'; limits::FRAME_BYTES + 1]);
    for (code, reason, bytes) in [
        (1002, "Protocol error", b"\x81\x02hi".to_vec()),
        (1003, "Binary frames are not supported", frame(0x82, b"hi")),
        (1007, "Invalid UTF-8 in a text frame", frame(TEXT, b"\xff")),
        (1009, "Message too long", long),
    ] {
        let events = Events::default();
        let routes = [("$disconnect", Route::one_way(events.ok()))];
        let fixture = Fixture::start(routes).await;
        let mut raw = fixture.raw().await.upgraded().await;
        raw.send(bytes).await;
        let (first, payload) = raw.frame().await;
        let (told_code, told_reason) = payload.split_at(2);
        assert_eq!(
            (first, told_code, told_reason),
            (0x88, &u16::to_be_bytes(code)[..], reason.as_bytes())
        );
        drop(raw);
        assert_departed(fixture, &events, code, reason).await;
    }
}
