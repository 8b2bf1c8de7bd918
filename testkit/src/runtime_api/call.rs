//! What a sandbox and its owner say to each other over the Runtime API, apart from HTTP.

use crate::http_server::Request;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The largest event, in bytes: 6 MB, <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
pub const MAX_EVENT: usize = 6 * 1024 * 1024;

/// The largest answer, in bytes: 6 MB, and 100 bytes that AWS allows besides and counts in its messages.
pub const MAX_ANSWER: usize = MAX_EVENT + 100;

/// A request of a sandbox.
#[derive(Debug)]
pub enum Call {
    /// It waits for an event.
    Next(Reply<Invocation>),
    /// What the handler made of an event.
    Answer {
        /// The event's.
        request_id: String,
        /// The answer, or why it failed. An answer that is larger than Lambda takes is a failure.
        result: Result<Bytes, ErrorReport>,
        /// Confirms that it has arrived.
        receipt: Reply<()>,
    },
    /// The sandbox cannot come up.
    InitError {
        /// Why it cannot.
        report: ErrorReport,
        /// Confirms that it has arrived.
        receipt: Reply<()>,
    },
}

impl Call {
    /// Says no to a call that does not fit the sandbox's state.
    pub fn refuse(self, refusal: Refusal) {
        match self {
            Self::Next(next) => next.refuse(refusal),
            Self::Answer { receipt, .. } | Self::InitError { receipt, .. } => {
                receipt.refuse(refusal);
            }
        }
    }
}

/// Why a call is refused.
#[derive(Debug)]
pub enum Refusal {
    /// Not what a sandbox may ask or say now.
    InvalidStateTransition,
    /// Not the event that the sandbox is at work on.
    InvalidRequestId,
}

/// Answers a call. Dropping it closes the sandbox's connection.
#[derive(Debug)]
pub struct Reply<T>(oneshot::Sender<Result<T, Refusal>>);

impl<T> Reply<T> {
    /// The reply, and what the HTTP request waits for.
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<T, Refusal>>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    /// Hands the answer over.
    ///
    /// # Errors
    /// It comes back if the sandbox has hung up; otherwise the sandbox may have seen it.
    pub fn deliver(self, answer: T) -> Result<(), T> {
        match self.0.send(Ok(answer)) {
            Err(Ok(answer)) => Err(answer),
            Ok(()) | Err(Err(_)) => Ok(()),
        }
    }

    /// Says no.
    pub fn refuse(self, refusal: Refusal) {
        // It may have hung up meanwhile.
        let _ = self.0.send(Err(refusal));
    }
}

impl Reply<()> {
    /// Confirms that what the sandbox said has arrived.
    pub fn accept(self) {
        // It may have hung up meanwhile.
        let _ = self.deliver(());
    }
}

/// An event on its way to a sandbox, with what the Runtime API's headers say of it.
#[derive(Debug)]
pub struct Invocation {
    /// Lambda's id of the request.
    pub request_id: String,
    /// The event.
    pub event: Bytes,
    /// The function's ARN.
    pub function_arn: String,
    /// X-Ray's header.
    pub trace_id: String,
    /// When the time is over, in real time whatever else is not: the handler compares it with its own clock.
    pub deadline: SystemTime,
}

impl Invocation {
    /// An invocation that starts now.
    pub fn new(function_arn: String, timeout: Duration, event: Bytes) -> Self {
        let now = SystemTime::now();
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let trace = Uuid::new_v4().simple().to_string();
        Self {
            request_id: Uuid::new_v4().to_string(),
            event,
            function_arn,
            // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
            trace_id: format!("Root=1-{seconds:08x}-{};Sampled=0", &trace[..24]),
            deadline: now + timeout,
        }
    }
}

/// An error in a sandbox's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct ErrorReport {
    /// The error's type.
    #[serde(rename = "errorType")]
    pub error_type: String,
    /// Its message.
    #[serde(rename = "errorMessage")]
    pub message: String,
}

impl ErrorReport {
    /// From the body, if it has Lambda's form, and else from the `Lambda-Runtime-Function-Error-Type` header and the body as it is.
    pub(super) fn read(request: &Request) -> Self {
        let body = match sized(request.body()) {
            Ok(body) => body,
            Err(too_large) => return too_large,
        };
        let header = request.headers().get("Lambda-Runtime-Function-Error-Type");
        let header = header.map_or(&b"Unknown"[..], |value| value.as_bytes());
        serde_json::from_slice(&body).unwrap_or_else(|_| Self {
            error_type: String::from_utf8_lossy(header).into_owned(),
            message: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// What a sandbox says, if it is not larger than Lambda takes. The words of the error are AWS's.
pub(super) fn sized(body: &Bytes) -> Result<Bytes, ErrorReport> {
    let size = body.len();
    if size <= MAX_ANSWER {
        return Ok(body.clone());
    }
    Err(ErrorReport {
        error_type: "Function.ResponseSizeTooLarge".to_owned(),
        message: format!(
            "Response payload size ({size} bytes) exceeded maximum allowed payload size ({MAX_ANSWER} bytes)."
        ),
    })
}
