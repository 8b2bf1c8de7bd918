//! What stands behind a route, and what it answers.

use crate::limits;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// What a route invokes: on AWS a Lambda function with proxy integration.
///
/// Closures from an event to a future are integrations too.
pub trait Integration: Send + Sync {
    /// Handles one event (JSON) and answers with a proxy response, `{"statusCode": …, "body": …}`.
    ///
    /// The future is driven to its end, also when the gateway has stopped waiting for it or the client has left: an
    /// invocation that has begun is not taken back.
    fn invoke(&self, event: Bytes) -> BoxFuture<'_, Result<Bytes, IntegrationError>>;
}

impl<F, R> Integration for F
where
    F: Fn(Bytes) -> R + Send + Sync,
    R: Future<Output = Result<Bytes, IntegrationError>> + Send + 'static,
{
    fn invoke(&self, event: Bytes) -> BoxFuture<'_, Result<Bytes, IntegrationError>> {
        Box::pin(self(event))
    }
}

/// Why an integration gave no answer. Clients get `Internal server error` for all of these; the log tells them apart.
///
/// The gateway's own time-out is not among them: the gateway keeps it, see [`IntegrationTimeout`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrationError {
    /// The handler crashed, or could not be started.
    #[error("the handler failed: {0}")]
    Failed(String),
    /// The handler answered with an error of its own.
    #[error("the handler answered with an error: {error_type}: {message}")]
    Raised {
        /// The error's type, in the handler's words.
        error_type: String,
        /// The error's message, in the handler's words.
        message: String,
    },
    /// The handler exceeded its own time-out, as declared on the function.
    #[error("the handler exceeded its own time-out")]
    TimedOut,
    /// The function has no capacity for one more invocation.
    #[error("the function is throttled: too many invocations at once")]
    Throttled,
}

/// How long an integration may take: 50 ms to 29 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntegrationTimeout(Duration);

/// A time-out that API Gateway would not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an integration's time-out of {} ms: it must be between {} and {} ms",
    .0.as_millis(),
    limits::INTEGRATION_TIMEOUT_MIN.as_millis(),
    limits::INTEGRATION_TIMEOUT.as_millis()
)]
pub struct InvalidTimeout(Duration);

impl IntegrationTimeout {
    /// The time-out's length.
    #[must_use]
    pub fn get(self) -> Duration {
        self.0
    }
}

impl Default for IntegrationTimeout {
    fn default() -> Self {
        Self(limits::INTEGRATION_TIMEOUT)
    }
}

impl TryFrom<Duration> for IntegrationTimeout {
    type Error = InvalidTimeout;

    fn try_from(timeout: Duration) -> Result<Self, Self::Error> {
        if (limits::INTEGRATION_TIMEOUT_MIN..=limits::INTEGRATION_TIMEOUT).contains(&timeout) {
            Ok(Self(timeout))
        } else {
            Err(InvalidTimeout(timeout))
        }
    }
}

/// A Lambda proxy integration's answer.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProxyResponse {
    #[serde(deserialize_with = "status_code")]
    pub(crate) status_code: StatusCode,
    #[serde(default)]
    headers: Option<Map<String, Value>>,
    #[serde(default)]
    multi_value_headers: Option<Map<String, Value>>,
    #[serde(default)]
    pub(crate) body: Option<String>,
}

impl ProxyResponse {
    /// Reads an answer. Anything but a proxy response counts as a failure of the handler.
    pub(crate) fn parse(answer: &[u8]) -> Result<Self, IntegrationError> {
        serde_json::from_slice(answer).map_err(|error| {
            IntegrationError::Failed(format!("its answer is no proxy response: {error}"))
        })
    }

    /// A header by its name, in whatever case; the first of several values.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let single = self.headers.iter().flatten();
        single
            .chain(self.multi_value_headers.iter().flatten())
            .find_map(|(key, value)| match value {
                Value::String(text) if key.eq_ignore_ascii_case(name) => Some(text.as_str()),
                Value::Array(texts) if key.eq_ignore_ascii_case(name) => texts.first()?.as_str(),
                _ => None,
            })
    }
}

/// A status that can end a request: 200 to 599. Lambda functions may also write it as a string.
fn status_code<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
    use serde::de::Error;
    let code = match Value::deserialize(deserializer)? {
        Value::Number(code) => code.as_u64(),
        Value::String(code) => code.parse().ok(),
        _ => None,
    };
    code.filter(|code| (200..600).contains(code))
        .and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok())
        .ok_or_else(|| D::Error::custom("statusCode must be an integer from 200 to 599"))
}
