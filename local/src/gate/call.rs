//! A call of DynamoDB's HTTP interface, as layers see it, and what comes back.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

use crate::iam::Principal;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header, request::Parts};
use serde_json::{Value, json};
use std::{fmt, sync::OnceLock};

/// The header that names the operation, such as `DynamoDB_20120810.GetItem`.
pub const TARGET: &str = "x-amz-target";

/// The content type of requests and answers.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// What comes back: an answer, of whatever status, or none because the connection is closed instead.
pub type Answer = Result<Response<Bytes>, Dropped>;

/// The connection is closed without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was closed without an answer")]
pub struct Dropped;

/// A call on its way to the database.
#[derive(Clone)]
pub struct Call {
    /// Method, path and headers as the caller sent them.
    pub head: Parts,
    /// Who made it, once [`super::identify::Identify`] knows.
    pub principal: Option<Principal>,
    body: Bytes,
    input: OnceLock<Value>,
}

impl Call {
    pub(crate) fn new(head: Parts, body: Bytes) -> Self {
        Self {
            head,
            principal: None,
            body,
            input: OnceLock::new(),
        }
    }

    /// The operation's name, such as `GetItem`.
    pub fn operation(&self) -> Option<&str> {
        let target = self.head.headers.get(TARGET)?.to_str().ok()?;
        target.split_once('.').map(|(_service, name)| name)
    }

    /// The operation's input; null if the body is not JSON.
    pub fn input(&self) -> &Value {
        self.input
            .get_or_init(|| serde_json::from_slice(&self.body).unwrap_or_default())
    }

    /// Puts another input in the place of the caller's. The signature does not cover it, so this is for layers past the one that
    /// checks signatures.
    pub fn set_input(&mut self, input: Value) {
        self.body = input.to_string().into();
        self.input = OnceLock::from(input);
    }

    /// The body as it is forwarded.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation())
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

/// An answer that refuses a call with one of DynamoDB's exceptions, such as `ProvisionedThroughputExceededException`, in the form
/// in which the SDKs read it.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
pub fn refuse(status: StatusCode, exception: &str, message: &str) -> Response<Bytes> {
    // Exceptions of the service have its prefix, those of every service have this one.
    let space = match exception {
        "AccessDeniedException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "SerializationException"
        | "ThrottlingException"
        | "UnknownOperationException"
        | "UnrecognizedClientException"
        | "ValidationException" => "com.amazon.coral.service",
        _ => "com.amazonaws.dynamodb.v20120810",
    };
    let body = json!({"__type": format!("{space}#{exception}"), "message": message});
    let mut response = Response::new(body.to_string().into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    response
}
