//! What API Gateway sends to a Lambda proxy integration of a WebSocket API, and what it wants back.
//!
//! Only what the handler uses is read; the rest of an event may be anything.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Why the function is invoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EventType {
    /// A handshake: the answer decides about the upgrade.
    Connect,
    /// A text frame.
    Message,
    /// The connection has ended.
    Disconnect,
}

/// Which connection, when, and by which route.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestContext {
    /// Key of the route that was selected.
    pub route_key: String,
    /// Why the function is invoked.
    pub event_type: EventType,
    /// The gateway's id of this request.
    pub request_id: String,
    /// When the gateway received it, epoch milliseconds.
    pub request_time_epoch: u64,
    /// When the connection was made, epoch milliseconds.
    pub connected_at: u64,
    /// The connection's id.
    pub connection_id: String,
    /// The API's stage.
    pub stage: String,
}

/// An event of the WebSocket API.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Which connection, when, and by which route.
    pub request_context: RequestContext,
    #[serde(default)]
    headers: Option<HashMap<String, String>>,
    #[serde(default)]
    multi_value_headers: Option<HashMap<String, Vec<String>>>,
    #[serde(default)]
    query_string_parameters: Option<HashMap<String, String>>,
    #[serde(default)]
    multi_value_query_string_parameters: Option<HashMap<String, Vec<String>>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

impl Event {
    /// The decoded parameters of the query string, each occurrence of a name a pair.
    pub(crate) fn query(&self) -> Vec<(&str, &str)> {
        pairs(
            self.multi_value_query_string_parameters.as_ref(),
            self.query_string_parameters.as_ref(),
        )
    }

    /// Every value of the header of that name, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let all = pairs(self.multi_value_headers.as_ref(), self.headers.as_ref());
        all.into_iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// The frame's text; empty if it has none.
    pub(crate) fn text(&self) -> String {
        let body = self.body.as_deref().unwrap_or_default();
        if !self.is_base64_encoded {
            return body.to_owned();
        }
        STANDARD
            .decode(body)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

/// The multi-value map has every occurrence, the other one only the last.
fn pairs<'a>(
    multiple: Option<&'a HashMap<String, Vec<String>>>,
    single: Option<&'a HashMap<String, String>>,
) -> Vec<(&'a str, &'a str)> {
    match (multiple, single) {
        (Some(multiple), _) => {
            let values = |(name, values): (&'a String, &'a Vec<String>)| {
                values
                    .iter()
                    .map(move |value| (name.as_str(), value.as_str()))
            };
            multiple.iter().flat_map(values).collect()
        }
        (None, Some(single)) => single
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        (None, None) => Vec::new(),
    }
}

/// What a proxy integration answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The handshake's status; 200 for every other event.
    pub status_code: u16,
    /// The frame sent back, or the refused handshake's body. Without one, no frame is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Response {
    /// 200 without a frame.
    pub(crate) fn silent() -> Self {
        Self {
            status_code: 200,
            body: None,
        }
    }

    /// 200 with that frame.
    pub(crate) fn frame(text: String) -> Self {
        Self {
            status_code: 200,
            body: Some(text),
        }
    }
}
