//! What a sandbox and the laptop say to each other over the Runtime API, apart from HTTP.

use super::function::FunctionConfig;
use bytes::Bytes;
use serde::Deserialize;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The largest event, in bytes: 6 MB, <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
pub(super) const MAX_EVENT: usize = 6 * 1024 * 1024;

/// The largest answer, in bytes: 6 MB, and 100 bytes that AWS allows besides and counts in its messages.
pub(super) const MAX_ANSWER: usize = MAX_EVENT + 100;

/// Something that a sandbox asks or says.
pub(super) enum Call {
    /// It waits for an event.
    Next(NextCall),
    /// The answer to an event.
    Response {
        request_id: String,
        payload: Payload,
        receipt: Receipt,
    },
    /// The handler failed for an event.
    Error {
        request_id: String,
        report: ErrorReport,
        receipt: Receipt,
    },
    /// The sandbox cannot come up.
    InitError {
        report: ErrorReport,
        receipt: Receipt,
    },
}

impl Call {
    /// Says no to a call that does not fit the sandbox's state.
    pub(super) fn refuse(self, refusal: Refusal) {
        match self {
            Self::Next(next) => next.refuse(refusal),
            Self::Response { receipt, .. }
            | Self::Error { receipt, .. }
            | Self::InitError { receipt, .. } => receipt.refuse(refusal),
        }
    }
}

/// Why a call is refused.
pub(super) enum Refusal {
    /// Not what a sandbox may ask or say now.
    InvalidStateTransition,
    /// Not the event that the sandbox is at work on.
    InvalidRequestId,
    /// The answer is too large; its invocation has failed.
    AnswerTooLarge,
}

/// A sandbox that waits for an event.
pub(super) struct NextCall(oneshot::Sender<Result<Box<Invocation>, Refusal>>);

impl NextCall {
    /// The call, and what its HTTP request waits for.
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<Box<Invocation>, Refusal>>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    /// Hands an event over. It comes back if the sandbox has hung up; otherwise the sandbox may have seen it.
    pub(super) fn deliver(self, invocation: Box<Invocation>) -> Result<(), Box<Invocation>> {
        match self.0.send(Ok(invocation)) {
            Err(Ok(invocation)) => Err(invocation),
            Ok(()) | Err(Err(_)) => Ok(()),
        }
    }

    fn refuse(self, refusal: Refusal) {
        // It may have hung up meanwhile.
        let _ = self.0.send(Err(refusal));
    }
}

/// A sandbox that waits to hear that what it said has arrived. Dropping it closes the connection.
pub(super) struct Receipt(oneshot::Sender<Result<(), Refusal>>);

impl Receipt {
    /// The receipt, and what the HTTP request waits for.
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<(), Refusal>>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    pub(super) fn accept(self) {
        let _ = self.0.send(Ok(()));
    }

    pub(super) fn refuse(self, refusal: Refusal) {
        let _ = self.0.send(Err(refusal));
    }
}

/// An event on its way to a sandbox, with what the Runtime API's headers say of it.
pub(super) struct Invocation {
    pub(super) request_id: String,
    pub(super) event: Bytes,
    pub(super) function_arn: String,
    pub(super) trace_id: String,
    /// Epoch milliseconds, in real time whatever else is not: the handler compares it with its own clock.
    pub(super) deadline_ms: u128,
}

impl Invocation {
    /// An invocation that starts now.
    pub(super) fn new(config: &FunctionConfig, event: Bytes) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let trace = Uuid::new_v4().simple().to_string();
        Self {
            request_id: Uuid::new_v4().to_string(),
            event,
            function_arn: config.arn.clone(),
            // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
            trace_id: format!("Root=1-{:08x}-{};Sampled=0", now.as_secs(), &trace[..24]),
            deadline_ms: (now + config.timeout).as_millis(),
        }
    }
}

/// What came with a call, if it is not larger than Lambda takes.
pub(super) type Payload = Result<Bytes, TooLarge>;

/// The size in bytes of what is larger than Lambda takes.
pub(super) struct TooLarge(pub(super) usize);

/// An error in a sandbox's own words.
#[derive(Deserialize)]
pub(super) struct ErrorReport {
    #[serde(rename = "errorType")]
    pub(super) error_type: String,
    #[serde(rename = "errorMessage")]
    pub(super) message: String,
}

impl ErrorReport {
    /// From the body, if it has Lambda's form, and else from the `Lambda-Runtime-Function-Error-Type` header and the body as it is.
    pub(super) fn read(header: Option<&[u8]>, payload: Payload) -> Self {
        let body = match payload {
            Ok(body) => body,
            Err(too_large) => return too_large.into(),
        };
        serde_json::from_slice(&body).unwrap_or_else(|_| Self {
            error_type: String::from_utf8_lossy(header.unwrap_or(b"Unknown")).into_owned(),
            message: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

impl From<TooLarge> for ErrorReport {
    /// AWS's words.
    fn from(TooLarge(size): TooLarge) -> Self {
        Self {
            error_type: "Function.ResponseSizeTooLarge".to_owned(),
            message: format!(
                "Response payload size ({size} bytes) exceeded maximum allowed payload size ({MAX_ANSWER} bytes)."
            ),
        }
    }
}
