//! What API Gateway sends to a Lambda proxy integration of a WebSocket API, and what it wants back.
//!
//! AWS's own type says how an event is written; only what the handler uses is kept of it.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::{ErrorReply, Refusal};
use serde::{Deserialize, Serialize};

use crate::clock::Now;

/// Why the function is invoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventType {
    /// A handshake: the answer decides about the upgrade.
    Connect,
    /// A text frame.
    Message,
    /// The connection has ended.
    Disconnect,
}

/// An event of the WebSocket API: as much of it as the handler uses.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "ApiGatewayWebsocketProxyRequest")]
pub struct Event {
    /// Key of the route that was selected.
    pub(crate) route_key: String,
    /// Why the function is invoked.
    pub(crate) event_type: EventType,
    /// The gateway's id of this request.
    pub(crate) request_id: String,
    /// When the gateway received it.
    pub(crate) now: Now,
    /// When the connection was made, epoch milliseconds.
    pub(crate) connected_at: u64,
    /// The connection's id.
    pub(crate) connection_id: String,
    /// The API's stage.
    pub(crate) stage: String,
    /// Every `Origin` that the client sent.
    pub(crate) origins: Vec<String>,
    /// The decoded parameters of the query string, each occurrence of a name a pair.
    pub(crate) query: Vec<(String, String)>,
    /// The frame's text; empty if it has none.
    pub(crate) text: String,
}

/// An event lacks something that API Gateway gives every event, or has another value there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event's {0} is not what API Gateway sends")]
pub struct InvalidEvent(&'static str);

impl TryFrom<ApiGatewayWebsocketProxyRequest> for Event {
    type Error = InvalidEvent;

    fn try_from(event: ApiGatewayWebsocketProxyRequest) -> Result<Self, InvalidEvent> {
        let context = event.request_context;
        let moment = |name, moment: i64| u64::try_from(moment).map_err(|_| InvalidEvent(name));
        // The multi-value maps have every occurrence, the others only the last.
        let headers = match event.multi_value_headers {
            multiple if multiple.is_empty() => event.headers,
            multiple => multiple,
        };
        let query = match event.multi_value_query_string_parameters {
            multiple if multiple.is_empty() => event.query_string_parameters,
            multiple => multiple,
        };
        Ok(Self {
            route_key: context.route_key.ok_or(InvalidEvent("routeKey"))?,
            event_type: match context.event_type.as_deref() {
                Some("CONNECT") => EventType::Connect,
                Some("MESSAGE") => EventType::Message,
                Some("DISCONNECT") => EventType::Disconnect,
                _ => return Err(InvalidEvent("eventType")),
            },
            request_id: context.request_id.ok_or(InvalidEvent("requestId"))?,
            now: Now(moment("requestTimeEpoch", context.request_time_epoch)?),
            connected_at: moment("connectedAt", context.connected_at)?,
            connection_id: context.connection_id.ok_or(InvalidEvent("connectionId"))?,
            stage: context.stage.ok_or(InvalidEvent("stage"))?,
            origins: headers
                .get_all("origin")
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect(),
            query: query
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            text: text(event.body.unwrap_or_default(), event.is_base64_encoded),
        })
    }
}

/// A frame's text; one that is no text is empty.
fn text(body: String, is_base64_encoded: bool) -> String {
    if !is_base64_encoded {
        return body;
    }
    let bytes = STANDARD.decode(body).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// How an event ended: what a proxy integration answers, and what the log line calls it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The handshake's status; 200 for every other event.
    pub status_code: u16,
    /// The frame sent back, or the refused handshake's body. Without one, no frame is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// [`Response::OK`], a code of the protocol, or a name of the route's own.
    #[serde(skip)]
    pub(crate) outcome: &'static str,
}

impl Response {
    /// The outcome of an event that ended as it was meant to.
    pub(crate) const OK: &str = "ok";

    /// Without a frame.
    pub(crate) fn silent(outcome: &'static str) -> Self {
        Self {
            status_code: 200,
            body: None,
            outcome,
        }
    }

    /// With that reply.
    pub(crate) fn reply(frame: String) -> Self {
        Self {
            body: Some(frame),
            ..Self::silent(Self::OK)
        }
    }

    /// With an error reply.
    pub(crate) fn error(reply: &ErrorReply) -> Self {
        Self {
            body: Some(protocol::encode(reply)),
            ..Self::silent(reply.error.code.as_str())
        }
    }

    /// With a refused handshake.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self {
            status_code: refusal.status(),
            body: Some(protocol::encode(refusal)),
            outcome: refusal.error.code.as_str(),
        }
    }
}
