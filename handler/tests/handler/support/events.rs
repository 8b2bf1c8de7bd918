//! Events in the shapes that API Gateway gives them.

use serde_json::{Map, Value, json};

pub struct Context {
    pub connection_id: String,
    pub route_key: String,
    pub event_type: String,
    pub request_id: String,
    pub now: u64,
}

fn context(context: &Context) -> Value {
    json!({
        "routeKey": context.route_key,
        "eventType": context.event_type,
        "extendedRequestId": context.request_id,
        "requestTime": "02/Jan/2026:03:04:05 +0000",
        "messageDirection": "IN",
        "stage": "production",
        "connectedAt": context.now,
        "requestTimeEpoch": context.now,
        "identity": {"userAgent": "wscat", "sourceIp": "192.0.2.1"},
        "requestId": context.request_id,
        "domainName": "abc123.execute-api.eu-north-1.amazonaws.com",
        "connectionId": context.connection_id,
        "apiId": "abc123",
    })
}

pub fn connect(of: &Context, query: &[(&str, &str)], origins: &[&str]) -> Value {
    let mut event = json!({
        "headers": {"Host": "abc123.execute-api.eu-north-1.amazonaws.com", "Sec-WebSocket-Key": "x"},
        "multiValueHeaders": {"Host": ["abc123.execute-api.eu-north-1.amazonaws.com"], "Sec-WebSocket-Key": ["x"]},
        "requestContext": context(of),
        "isBase64Encoded": false,
    });
    if let Some(origin) = origins.last() {
        event["headers"]["Origin"] = json!(origin);
        event["multiValueHeaders"]["Origin"] = json!(origins);
    }
    if !query.is_empty() {
        let (mut single, mut multiple) = (Map::new(), Map::<String, Value>::new());
        for (name, value) in query {
            single.insert((*name).to_owned(), json!(value));
            let values = multiple
                .entry((*name).to_owned())
                .or_insert_with(|| json!([]));
            values.as_array_mut().unwrap().push(json!(value));
        }
        event["queryStringParameters"] = Value::Object(single);
        event["multiValueQueryStringParameters"] = Value::Object(multiple);
    }
    event
}

pub fn message(of: &Context, body: &str) -> Value {
    let mut context = context(of);
    context["messageId"] = json!("message");
    json!({"requestContext": context, "body": body, "isBase64Encoded": false})
}

pub fn disconnect(of: &Context) -> Value {
    let mut context = context(of);
    context["disconnectStatusCode"] = json!(1005);
    context["disconnectReason"] = json!("Client-side close frame status not set");
    json!({
        "headers": {"Host": "abc123.execute-api.eu-north-1.amazonaws.com", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""},
        "multiValueHeaders": {"Host": ["abc123.execute-api.eu-north-1.amazonaws.com"], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""]},
        "requestContext": context,
        "isBase64Encoded": false,
    })
}
