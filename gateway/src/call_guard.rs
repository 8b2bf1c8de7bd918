//! Who may call `@connections`, and what becomes of the call: the gateway asks.

use bytes::Bytes;
use futures_util::future::{BoxFuture, ready};
use http::{StatusCode, request};
use std::time::Duration;

/// Decides about calls of `@connections`: on AWS, by their signature and by what IAM allows to the principal that signed.
///
/// A gateway without a guard does every call. Closures are guards too.
pub trait CallGuard: Send + Sync {
    /// Lets a call be done, as soon as it may, or answers in its place.
    ///
    /// It is asked for every call below `/STAGE/@connections/`, before anything else is looked at: a caller without
    /// permission does not learn whether a connection exists. Only a body that is too long is refused before.
    ///
    /// # Errors
    /// The call is not done, and this is what its caller gets to read.
    fn admit<'a>(&'a self, call: &'a Call<'a>) -> BoxFuture<'a, Result<Passage, Rejection>>;
}

impl<F> CallGuard for F
where
    F: Fn(&Call<'_>) -> Result<Passage, Rejection> + Send + Sync,
{
    fn admit<'a>(&'a self, call: &'a Call<'a>) -> BoxFuture<'a, Result<Passage, Rejection>> {
        Box::pin(ready(self(call)))
    }
}

/// A call of `@connections`, as it came and as it was understood.
#[derive(Debug)]
pub struct Call<'a> {
    /// Method, path, query and headers as they were sent, which is what was signed.
    pub request: &'a request::Parts,
    /// The whole body.
    pub body: &'a Bytes,
    /// The stage's name.
    pub stage: &'a str,
    /// The connection's id, decoded: what a policy's resource ends in.
    pub connection: &'a str,
    /// How long the connection has been open, if it is open.
    pub age: Option<Duration>,
}

/// How a call goes on that is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It is done and answered.
    Answered,
    /// It is done, and its caller never hears of it.
    Unanswered,
}

/// Why a call is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The status, mostly 403.
    pub status: StatusCode,
    /// The exception's name, for `x-amzn-ErrorType`.
    pub error_type: &'static str,
    /// What the body says.
    pub message: String,
}
