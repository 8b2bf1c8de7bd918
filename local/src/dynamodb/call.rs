//! A call of DynamoDB's HTTP interface, as layers see it, and what comes back.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

use super::accesses::accesses;
use crate::{
    account::Account,
    iam::{Access, Denial},
    road::{Answer, HttpCall, ServiceCall},
};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header, request::Parts};
use serde_json::{Value, json};
use std::{fmt, sync::OnceLock};

/// The header that names the operation, such as `DynamoDB_20120810.GetItem`.
pub const TARGET: &str = "x-amz-target";

/// The content type of requests and answers.
pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// The largest request that DynamoDB takes, a batch of writes.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>
const MAX_BODY: usize = 16 * 1024 * 1024;

/// A call on its way to the database.
#[derive(Clone)]
pub struct Call {
    /// Method, path and headers as the caller sent them.
    pub head: Parts,
    body: Bytes,
    input: OnceLock<Value>,
}

impl Call {
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
}

impl ServiceCall for Call {
    const SERVICE: &'static str = "dynamodb";
    const DENIED: StatusCode = StatusCode::BAD_REQUEST;
    type Answer = Answer;

    fn head(&self) -> &Parts {
        &self.head
    }

    fn body(&self) -> &Bytes {
        &self.body
    }

    fn accesses(&self, account: &Account) -> Result<Vec<Access>, Denial> {
        accesses(self.operation(), self.input(), account)
    }

    fn refuse(status: StatusCode, why: Denial) -> Answer {
        Ok(refuse(status, why.exception, &why.message))
    }
}

impl HttpCall for Call {
    const MAX_BODY: usize = MAX_BODY;

    fn new(head: Parts, body: Bytes) -> Self {
        Self {
            head,
            body,
            input: OnceLock::new(),
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation())
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
