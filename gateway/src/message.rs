//! A message's way: route, integration, reply.

use crate::{
    api::{Api, Route},
    connection::Connection,
    event::{self, RequestInfo},
    integration::{IntegrationError, ProxyResponse},
    limits,
    refusal::Failure,
    stage::Stage,
    throttle::TooMany,
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Routes that the gateway itself takes; no message selects them.
const RESERVED: [&str; 2] = ["$connect", "$disconnect"];

/// Handles one message of a client, whatever else is under way for the same client.
pub(crate) async fn handle(stage: &Stage, connection: &Connection, text: Utf8Bytes) {
    let info = RequestInfo::now(&stage.clock);
    let reply = match answer(stage, connection, &info, text).await {
        Ok(reply) => reply,
        Err(failure) => Some(failure.frame(connection.id, &info.id)),
    };
    if let Some(reply) = reply {
        connection.reply(reply.into()).await;
    }
}

/// The frame to send back, if any.
async fn answer(
    stage: &Stage,
    connection: &Connection,
    info: &RequestInfo,
    text: Utf8Bytes,
) -> Result<Option<String>, Failure> {
    let selected = select(&stage.api, &text);
    let key = selected.map(|(key, _)| key);
    stage
        .throttles
        .take_message(key)
        .map_err(|TooMany| Failure::TooMany)?;
    let (key, route) = selected.ok_or(Failure::Forbidden)?;
    let event = event::message(&stage.api, connection, info, key, &text);
    // The event holds it now.
    drop(text);
    let answer = stage
        .invoke(&route.integration, route.timeout, &info.id, event)
        .await?;
    if !route.replies() {
        return Ok(None);
    }
    body(&answer).map_err(|error| {
        tracing::warn!(request_id = info.id, route = key, %error, "no reply can be made of the answer");
        Failure::Internal
    })
}

/// The route whose key the message names, or `$default`.
fn select<'a>(api: &'a Api, message: &str) -> Option<(&'a str, &'a Route)> {
    let selected = api
        .route_selection
        .select(message)
        .filter(|key| !RESERVED.contains(&key.as_str()));
    let found = selected.and_then(|key| api.routes.get_key_value(&key));
    found
        .or_else(|| api.routes.get_key_value("$default"))
        .map(|(key, route)| (key.as_str(), route))
}

/// What a proxy response says to the client: its body as it is, or nothing.
fn body(answer: &[u8]) -> Result<Option<String>, IntegrationError> {
    let body = ProxyResponse::parse(answer)?
        .body
        .filter(|body| !body.is_empty());
    match body {
        Some(body) if body.len() > limits::MESSAGE_BYTES => {
            let length = body.len();
            Err(IntegrationError::Failed(format!(
                "its body has {length} bytes, a message {}",
                limits::MESSAGE_BYTES
            )))
        }
        body => Ok(body),
    }
}
