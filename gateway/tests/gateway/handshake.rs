use crate::fixture::{Events, Fixture, Gate, PATIENCE};
use gateway::Route;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
pub async fn a_handshake_at_the_stage_is_accepted_with_and_without_a_slash_and_a_query() {
    let fixture = Fixture::start([]).await;
    for path in [
        "/production",
        "/production/",
        "/production?board=a",
        "/production/?board=a",
        "/%70roduction",
    ] {
        let client = fixture.try_connect(path, &[]).await.unwrap();
        assert_eq!(
            client.response.status(),
            StatusCode::SWITCHING_PROTOCOLS,
            "{path}"
        );
    }
}

#[tokio::test]
pub async fn a_handshake_anywhere_else_is_forbidden() {
    let fixture = Fixture::start([]).await;
    for path in [
        "/",
        "/staging",
        "/production/more",
        "/production//",
        "/Production",
        "/productio",
        "/@connections",
    ] {
        let refused = fixture.try_connect(path, &[]).await.err().unwrap();
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            refused.headers["x-amzn-errortype"], "ForbiddenException",
            "{path}"
        );
        assert_eq!(refused.body, r#"{"message":"Forbidden"}"#, "{path}");
    }
}

#[tokio::test]
pub async fn without_a_connect_route_everyone_is_accepted() {
    let events = Events::default();
    let fixture = Fixture::start([("$default", Route::two_way(events.echo()))]).await;
    let mut client = fixture.connect().await;
    client.send("hello").await;
    assert_eq!(client.text().await, "hello");
}

#[tokio::test]
pub async fn connect_runs_before_the_upgrade() {
    let (events, gate) = (Events::default(), Gate::closed());
    let connect = Route::one_way(events.behind(&gate, json!({"statusCode": 200})));
    let fixture = Fixture::start([("$connect", connect)]).await;
    let connecting = fixture.connect();
    tokio::pin!(connecting);
    tokio::select! {
        _ = &mut connecting => panic!("the upgrade did not wait for $connect"),
        _ = events.first("CONNECT") => {}
    }
    gate.let_through(1);
    connecting.await;
}

#[tokio::test]
pub async fn every_2xx_of_connect_is_a_yes() {
    for status in [json!(200), json!(204), json!(299), json!("200")] {
        let events = Events::default();
        let connect = Route::one_way(events.answering(json!({"statusCode": status})));
        let fixture = Fixture::start([("$connect", connect)]).await;
        assert_eq!(
            fixture.connect().await.response.status(),
            StatusCode::SWITCHING_PROTOCOLS,
            "{status}"
        );
    }
}

#[tokio::test]
pub async fn a_refusal_by_connect_keeps_its_status_and_body() {
    for status in [301, 400, 401, 403, 404, 429, 500, 503] {
        let events = Events::default();
        let answer = json!({"statusCode": status, "body": "not you"});
        let routes = [
            ("$connect", Route::one_way(events.answering(answer))),
            ("$disconnect", Route::one_way(events.ok())),
        ];
        let fixture = Fixture::start(routes).await;
        let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
        assert_eq!(
            (refused.status.as_u16(), refused.body.as_str()),
            (status, "not you")
        );
        assert_eq!(fixture.running.connections(), 0);
        // Nothing of it was ever connected, so nothing disconnects.
        assert_eq!(fixture.running.shutdown(PATIENCE).await, 0);
        assert_eq!(events.all().len(), 1);
    }
}

#[tokio::test]
pub async fn a_connect_handler_that_fails_is_a_bad_gateway() {
    let events = Events::default();
    let panicking = events.handler(|_| async { panic!("on purpose") });
    let broken = [
        events.failing(),
        panicking,
        events.answering(Value::Null),
        events.answering(json!({"body": "no status"})),
        events.answering(json!({"statusCode": 101})),
        events.answering(json!({"statusCode": 1000})),
    ];
    for (number, handler) in broken.into_iter().enumerate() {
        let fixture = Fixture::start([("$connect", Route::one_way(handler))]).await;
        let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
        assert_eq!(refused.status, StatusCode::BAD_GATEWAY, "handler {number}");
        let body: Value = serde_json::from_str(&refused.body).unwrap();
        let event = events.all().pop().unwrap();
        assert_eq!(
            body,
            json!({
                "message": "Internal server error",
                "connectionId": event["requestContext"]["connectionId"],
                "requestId": event["requestContext"]["requestId"],
            })
        );
    }
}

#[tokio::test]
pub async fn a_connect_handler_that_takes_too_long_is_a_gateway_timeout() {
    let (events, gate) = (Events::default(), Gate::closed());
    let connect = Route::one_way(events.behind(&gate, json!({"statusCode": 200})));
    let fixture = Fixture::start([("$connect", connect)]).await;
    let connecting = fixture.try_connect("/production", &[]);
    let waiting = async {
        events.first("CONNECT").await;
        fixture.clock.advance(Duration::from_secs(29));
    };
    let (refused, ()) = tokio::join!(connecting, waiting);
    let refused = refused.err().unwrap();
    assert_eq!(refused.status, StatusCode::GATEWAY_TIMEOUT);
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body["message"], "Endpoint request timed out");
}

#[tokio::test]
pub async fn a_subprotocol_is_echoed_only_if_connect_returns_it() {
    let offer = [("sec-websocket-protocol", "board.v1, board.v2")];
    let events = Events::default();

    // tungstenite, like browsers, takes an offer without an answer for a failed handshake: bare bytes then.
    let silent = Fixture::start([("$connect", Route::one_way(events.ok()))]).await;
    let mut raw = silent.raw().await;
    raw.send(
        "GET /production HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         Sec-WebSocket-Protocol: board.v1, board.v2\r\n\r\n",
    )
    .await;
    let head = raw.head().await.to_ascii_lowercase();
    assert!(
        head.starts_with("http/1.1 101 ") && !head.contains("sec-websocket-protocol"),
        "{head}"
    );

    for headers in ["headers", "multiValueHeaders"] {
        for name in ["Sec-WebSocket-Protocol", "sec-websocket-protocol"] {
            let value = if headers == "headers" {
                json!("board.v2")
            } else {
                json!(["board.v2"])
            };
            let answer = json!({"statusCode": 200, headers: {name: value}});
            let fixture =
                Fixture::start([("$connect", Route::one_way(events.answering(answer)))]).await;
            let client = fixture.try_connect("/production", &offer).await.unwrap();
            assert_eq!(
                client.response.headers()["sec-websocket-protocol"],
                "board.v2"
            );
        }
    }
}

#[tokio::test]
pub async fn no_extension_is_ever_agreed_on() {
    let fixture = Fixture::start([]).await;
    let offer = [("sec-websocket-extensions", "permessage-deflate")];
    let client = fixture.try_connect("/production", &offer).await.unwrap();
    assert!(
        !client
            .response
            .headers()
            .contains_key("sec-websocket-extensions")
    );
}

#[tokio::test]
pub async fn a_request_without_upgrade_is_told_to_upgrade() {
    let fixture = Fixture::start([]).await;
    let reply = fixture.call(Method::GET, "/production", "").await;
    assert_eq!(reply.status, StatusCode::UPGRADE_REQUIRED);
    assert_eq!(reply.headers["upgrade"], "websocket");
}

#[tokio::test]
pub async fn a_malformed_handshake_is_refused_before_connect_runs() {
    let events = Events::default();
    let fixture = Fixture::start([("$connect", Route::one_way(events.ok()))]).await;
    let key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    let version = "Sec-WebSocket-Version: 13\r\n";
    let host = "Host: x\r\n";
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    let cases = [
        (400, "no key", format!("{host}{upgrade}{version}")),
        (
            400,
            "short key",
            format!("{host}{upgrade}{version}Sec-WebSocket-Key: AAAA\r\n"),
        ),
        (
            400,
            "key not Base64",
            format!("{host}{upgrade}{version}Sec-WebSocket-Key: ????????????????????????\r\n"),
        ),
        (426, "no version", format!("{host}{upgrade}{key}")),
        (
            426,
            "old version",
            format!("{host}{upgrade}{key}Sec-WebSocket-Version: 8\r\n"),
        ),
        (
            400,
            "no Connection",
            format!("{host}Upgrade: websocket\r\n{version}{key}"),
        ),
        (
            400,
            "two hosts",
            format!("{host}{host}{upgrade}{version}{key}"),
        ),
        (400, "no host", format!("{upgrade}{version}{key}")),
        (
            400,
            "an empty host",
            format!("Host:\r\n{upgrade}{version}{key}"),
        ),
        (
            400,
            "two keys",
            format!("{host}{upgrade}{version}{key}{key}"),
        ),
        (
            400,
            "another key",
            format!("{host}{upgrade}{version}{key}Sec-WebSocket-Key: BBBBBBBBBBBBBBBBBBBBBA==\r\n"),
        ),
        (
            400,
            "two versions",
            format!("{host}{upgrade}{version}Sec-WebSocket-Version: 8\r\n{key}"),
        ),
    ];
    for (expected, name, headers) in cases {
        let mut raw = fixture.raw().await;
        raw.send(format!("GET /production HTTP/1.1\r\n{headers}\r\n"))
            .await;
        assert_eq!(raw.status().await, expected, "{name}");
    }
    assert_eq!(events.all(), Vec::<Value>::new());
}

#[tokio::test]
async fn frames_sent_right_behind_the_handshake_are_not_lost() {
    let events = Events::default();
    let fixture = Fixture::start([("$default", Route::two_way(events.echo()))]).await;
    let mut raw = fixture.raw().await;
    let mut bytes = "GET /production HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                     Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        .as_bytes()
        .to_vec();
    bytes.extend(crate::clients::frame(crate::clients::TEXT, b"early"));
    raw.send(bytes).await;
    assert_eq!(raw.status().await, 101);
    assert_eq!(raw.frame().await, (0x81, b"early".to_vec()));
}

#[tokio::test]
async fn a_socket_can_be_used_for_http_before_its_handshake() {
    let events = Events::default();
    let fixture = Fixture::start([("$connect", Route::one_way(events.ok()))]).await;
    let mut raw = fixture.raw().await;
    for body in ["", "some body"] {
        let length = body.len();
        raw.send(format!("POST /production/@connections/none HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}"))
            .await;
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 4"), "{head}");
        let length: usize = head
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next()
            .unwrap()
            .parse()
            .unwrap();
        for _ in 0..length {
            tokio::io::AsyncReadExt::read_u8(&mut raw.0).await.unwrap();
        }
    }
    raw.upgraded().await;
    assert_eq!(
        events.first("CONNECT").await["headers"]["Sec-WebSocket-Version"],
        "13"
    );
}
