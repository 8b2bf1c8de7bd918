//! What the road has to know of a service's calls.

use crate::{
    account::Account,
    iam::{Access, Denial},
};
use bytes::Bytes;
use http::{Response, StatusCode, request::Parts};

/// A call of one service of AWS, on its way along the road.
pub trait ServiceCall: Send + 'static {
    /// The service that calls are signed for, such as `dynamodb`.
    const SERVICE: &'static str;

    /// The status of an answer to a caller without a valid signature or without permission.
    const DENIED: StatusCode;

    /// What the caller gets.
    type Answer: Send + 'static;

    /// Method, path and headers as the caller sent them.
    fn head(&self) -> &Parts;

    /// The whole body.
    fn body(&self) -> &Bytes;

    /// Everything that the caller must be allowed to do.
    ///
    /// # Errors
    ///
    /// The laptop cannot tell, so that nobody who has a policy may make this call.
    fn accesses(&self, account: &Account) -> Result<Vec<Access>, Denial>;

    /// The answer that refuses a call, in the form in which SDKs read it.
    fn refuse(status: StatusCode, why: Denial) -> Self::Answer;
}

/// A call that comes by HTTP to a [`Listener`](super::Listener).
pub trait HttpCall: ServiceCall<Answer = Answer> {
    /// The largest body that the service takes, in bytes.
    const MAX_BODY: usize;

    /// The call that a request makes.
    fn new(head: Parts, body: Bytes) -> Self;
}

/// What comes back: an answer, of whatever status, or none because the connection is closed instead.
pub type Answer = Result<Response<Bytes>, Dropped>;

/// The connection is closed without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was closed without an answer")]
pub struct Dropped;
