//! The three kinds of events, held against files. `GOLDEN=rewrite cargo test -p gateway` writes them anew.

use crate::{
    clients::Client,
    fixture::{Events, Fixture, id_of},
};
use gateway::Route;
use serde_json::{Value, json};
use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

async fn all_routes() -> (Fixture, Events) {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$default", Route::two_way(events.echo())),
        ("createItem", Route::two_way(events.echo())),
        ("$disconnect", Route::one_way(events.ok())),
    ];
    (Fixture::start(routes).await, events)
}

/// Replaces what differs from run to run, having checked its form.
fn stable(mut event: Value) -> Value {
    let domain = event["requestContext"]["domainName"]
        .as_str()
        .unwrap()
        .to_owned();
    let port = domain.rsplit(':').next().unwrap().to_owned();
    let context = event["requestContext"].as_object_mut().unwrap();
    assert_eq!(context["requestId"], context["extendedRequestId"]);
    for id in [
        "requestId",
        "extendedRequestId",
        "connectionId",
        "messageId",
    ] {
        if let Some(value) = context.get_mut(id) {
            assert_is_id(value.as_str().unwrap());
            *value = json!(format!("<{id}>"));
        }
    }
    for time in ["connectedAt", "requestTimeEpoch"] {
        assert!(context[time].is_u64(), "{time} is not a number");
        context[time] = json!(format!("<{time}>"));
    }
    context["requestTime"] = json!("<requestTime>");
    if let Some(authorizer) = context.get_mut("authorizer") {
        assert!(authorizer["integrationLatency"].is_u64());
        authorizer["integrationLatency"] = json!("<integrationLatency>");
    }
    replace(&mut event, &domain, &port);
    event
}

fn replace(value: &mut Value, domain: &str, port: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "Sec-WebSocket-Key" | "X-Amzn-Trace-Id" if value.is_array() => {
                        *value = json!([format!("<{name}>")])
                    }
                    "Sec-WebSocket-Key" | "X-Amzn-Trace-Id" => *value = json!(format!("<{name}>")),
                    _ => replace(value, domain, port),
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace(item, domain, port)),
        Value::String(text) if text == domain => *text = "<domainName>".into(),
        Value::String(text) if text == port => *text = "<port>".into(),
        _ => {}
    }
}

fn assert_is_id(id: &str) {
    let url_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    assert!(
        id.len() == 16 && id.ends_with('=') && id[..15].chars().all(url_safe),
        "{id}"
    );
}

pub fn assert_golden(name: &str, event: Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gateway/golden")
        .join(name);
    let actual = serde_json::to_string_pretty(&stable(event)).unwrap() + "\n";
    if std::env::var_os("GOLDEN").is_some_and(|golden| golden == "rewrite") {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        actual,
        expected,
        "{} differs; GOLDEN=rewrite accepts what is",
        path.display()
    );
}

#[tokio::test]
pub async fn a_connect_event_has_headers_and_query_and_no_body() {
    let (fixture, events) = all_routes().await;
    let headers = [
        ("user-agent", "tests/1.0"),
        ("x-forwarded-for", "192.0.2.1"),
    ];
    let path = "/production?board=main%20board&tag=a&tag=b+c&flag";
    let _client = fixture.try_connect(path, &headers).await.unwrap();
    let mut event = events.first("CONNECT").await;
    // The client in use writes the names of added headers in lower case.
    for headers in ["headers", "multiValueHeaders"] {
        let value = event[headers]
            .as_object_mut()
            .unwrap()
            .remove("user-agent")
            .unwrap();
        event[headers]["User-Agent"] = value;
    }
    assert_golden("connect.json", event);
}

#[tokio::test]
pub async fn a_connect_event_without_a_query_has_no_query_maps() {
    let (fixture, events) = all_routes().await;
    for path in ["/production", "/production?"] {
        let _client = fixture.try_connect(path, &[]).await.unwrap();
    }
    for event in events.wait("CONNECT", 2).await {
        let keys: BTreeSet<&str> = event
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            BTreeSet::from([
                "headers",
                "isBase64Encoded",
                "multiValueHeaders",
                "requestContext"
            ])
        );
        assert_eq!(
            event["requestContext"]["identity"],
            json!({"sourceIp": "127.0.0.1"})
        );
    }
}

#[tokio::test]
pub async fn a_message_event_has_a_message_id_and_no_headers() {
    let (fixture, events) = all_routes().await;
    let mut client = fixture
        .try_connect("/production?board=b", &[("user-agent", "tests/1.0")])
        .await
        .unwrap();
    client
        .send(r#"{"action":"createItem", "title":"naïve \"quotes\""}"#)
        .await;
    assert_golden("message.json", events.first("MESSAGE").await);
}

#[tokio::test]
pub async fn a_disconnect_event_has_a_code_a_reason_and_four_headers() {
    let (fixture, events) = all_routes().await;
    let mut client = fixture
        .try_connect("/production", &[("user-agent", "tests/1.0")])
        .await
        .unwrap();
    client.socket.close(None).await.unwrap();
    assert_golden("disconnect.json", events.first("DISCONNECT").await);
}

#[tokio::test]
pub async fn header_names_keep_the_clients_case() {
    let (fixture, events) = all_routes().await;
    let mut raw = fixture.raw().await;
    raw.send(
        "GET /production HTTP/1.1\r\nhOST: example.com\r\nCONNECTION: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n\
         SEC-websocket-VERSION: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         X-Two: first\r\nx-two: second\r\nx-UTF: caf\u{e9}\r\nX-Empty:\r\n\r\n",
    )
    .await;
    assert_eq!(raw.status().await, 101);
    let event = events.first("CONNECT").await;
    let headers = event["headers"].as_object().unwrap();
    for (name, value) in [
        ("hOST", "example.com"),
        ("SEC-websocket-VERSION", "13"),
        ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("X-Two", "second"),
        ("x-UTF", "café"),
        ("X-Empty", ""),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(
        event["multiValueHeaders"]["X-Two"],
        json!(["first", "second"])
    );
    // The hop's own headers are not passed on, as API Gateway does not pass them on.
    assert!(
        !headers
            .keys()
            .any(|name| ["connection", "upgrade"].contains(&name.to_ascii_lowercase().as_str()))
    );
}

#[tokio::test]
pub async fn all_events_of_a_connection_say_when_and_as_whom_it_connected() {
    let (fixture, events) = all_routes().await;
    let before = SystemTime::now();
    let mut client = fixture.connect().await;
    let connect = events.first("CONNECT").await;
    fixture.clock.advance(Duration::from_secs(300));
    client.send("hello").await;
    client.text().await;
    drop(client);
    let disconnect = events.first("DISCONNECT").await;
    let message = events.first("MESSAGE").await;

    let millis =
        |at: SystemTime| u64::try_from(at.duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let connected_at = connect["requestContext"]["connectedAt"].as_u64().unwrap();
    assert!((millis(before)..=millis(SystemTime::now())).contains(&connected_at));
    for event in [&message, &disconnect] {
        for same in [
            "connectedAt",
            "connectionId",
            "domainName",
            "stage",
            "apiId",
            "identity",
        ] {
            assert_eq!(
                event["requestContext"][same], connect["requestContext"][same],
                "{same}"
            );
        }
        assert_ne!(
            event["requestContext"]["requestId"],
            connect["requestContext"]["requestId"]
        );
        let since = event["requestContext"]["requestTimeEpoch"]
            .as_u64()
            .unwrap()
            - connected_at;
        assert!(
            (300_000..330_000).contains(&since),
            "{since} ms by a clock that was moved by 300,000"
        );
    }
}

#[tokio::test]
pub async fn the_request_time_is_the_epoch_written_for_people() {
    let (fixture, events) = all_routes().await;
    let _client = fixture.connect().await;
    let context = &events.first("CONNECT").await["requestContext"];
    let written = context["requestTime"].as_str().unwrap();
    let format = time::macros::format_description!(
        "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000"
    );
    let read = time::PrimitiveDateTime::parse(written, format)
        .unwrap()
        .assume_utc();
    let epoch = context["requestTimeEpoch"].as_i64().unwrap();
    assert_eq!(read.unix_timestamp(), epoch / 1000, "{written}");
}

#[tokio::test]
pub async fn connection_ids_are_16_characters_of_url_safe_base64_and_differ() {
    let (fixture, events) = all_routes().await;
    let mut clients: Vec<Client> = Vec::new();
    for _ in 0..20 {
        clients.push(fixture.connect().await);
    }
    let ids: HashSet<String> = events.wait("CONNECT", 20).await.iter().map(id_of).collect();
    assert_eq!(ids.len(), 20);
    ids.iter().for_each(|id| assert_is_id(id));
}

#[tokio::test]
pub async fn domain_name_and_stage_lead_back_to_the_connection() {
    let (fixture, events) = all_routes().await;
    let mut client = fixture.connect().await;
    let event = events.first("CONNECT").await;
    let context = &event["requestContext"];
    assert_eq!(context["domainName"], fixture.address.to_string());
    let path = format!(
        "/{}/@connections/{}",
        context["stage"].as_str().unwrap(),
        id_of(&event)
    );
    assert_eq!(
        fixture
            .call(http::Method::POST, &path, "found")
            .await
            .status,
        200
    );
    assert_eq!(client.text().await, "found");
}
