//! Events as API Gateway makes them for a Lambda proxy integration of a WebSocket API.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::rows::{SENDER, item_id};

/// The moment, epoch milliseconds.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

fn context(connection_id: &str, route: &str, kind: &str) -> Value {
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    let now = now();
    let request_id = format!("Fq{:010}GXIoEFnTg=", REQUESTS.fetch_add(1, Relaxed));
    json!({
        "routeKey": route,
        "eventType": kind,
        "extendedRequestId": request_id,
        "requestTime": "02/Jan/2026:03:04:05 +0000",
        "messageDirection": "IN",
        "stage": "production",
        "connectedAt": now,
        "requestTimeEpoch": now,
        "identity": {"userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0)", "sourceIp": "192.0.2.1"},
        "requestId": request_id,
        "domainName": "abc123.execute-api.eu-north-1.amazonaws.com",
        "connectionId": connection_id,
        "apiId": "abc123",
    })
}

/// The handshake of a new connection.
pub fn connect(number: usize) -> Value {
    json!({
        "headers": {"Host": "abc123.execute-api.eu-north-1.amazonaws.com", "Origin": "https://example.com"},
        "multiValueHeaders": {"Host": ["abc123.execute-api.eu-north-1.amazonaws.com"], "Origin": ["https://example.com"]},
        "requestContext": context(&format!("newcomer{number:07}="), "$connect", "CONNECT"),
        "isBase64Encoded": false,
    })
}

fn message(route: &str, body: &Value) -> Value {
    let mut context = context(SENDER, route, "MESSAGE");
    context["messageId"] = json!("Fq0000000GXIoECnw=");
    json!({"requestContext": context, "body": body.to_string(), "isBase64Encoded": false})
}

/// The heartbeat.
pub fn test() -> Value {
    message("test", &json!({"action": "test"}))
}

/// A message without an action that there is.
pub fn unknown() -> Value {
    message("$default", &json!({"action": "dance"}))
}

/// The first page of a scan, or a further one.
pub fn scan(start: Option<&Value>) -> Value {
    message(
        "scanEntireTable",
        &json!({"action": "scanEntireTable", "exclusiveStartKey": start}),
    )
}

/// Calls of the database, by operation and input, and then so many posts. (Only the floor is told; other functions know what to do.)
pub fn calls(calls: &[(String, Value)], peers: usize) -> Value {
    let calls: Vec<_> = calls
        .iter()
        .map(|(operation, input)| json!({"operation": operation, "input": input}))
        .collect();
    message("$default", &json!({"calls": calls, "peers": peers}))
}

/// A change of an item, of which `peers` others hear.
pub fn update(item: usize, status: &str, peers: usize) -> Value {
    message(
        "updateStatus",
        &json!({"action": "updateStatus", "itemId": item_id(item), "status": status, "peers": peers}),
    )
}

/// A new item, of which `peers` others hear.
pub fn create(peers: usize) -> Value {
    message(
        "createItem",
        &json!({"action": "createItem", "title": "Water the plants on the roof", "status": "todo", "peers": peers}),
    )
}

/// An item's end, of which `peers` others hear.
pub fn delete(item: usize, peers: usize) -> Value {
    message(
        "deleteItem",
        &json!({"action": "deleteItem", "itemId": item_id(item), "peers": peers}),
    )
}
