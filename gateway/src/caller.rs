//! Who calls `@connections`, and whether they may.

use bytes::Bytes;
use http::{StatusCode, request};

/// Verifies calls of `@connections`: on AWS, their signature and what IAM allows to whoever signed.
///
/// A gateway without one lets everybody in. Closures are verifiers too.
pub trait Verifier: Send + Sync {
    /// Names the principal that makes the call, as the log is to show it; or says why it may not.
    ///
    /// It is asked for every call below `/STAGE/@connections/`, before anything else is looked at: who may not call does not
    /// learn whether a connection exists. Only a body that is too long is refused before.
    ///
    /// # Errors
    /// The call is not let in, and this is what its sender gets to read.
    fn verify(&self, call: &Call<'_>) -> Result<String, Rejection>;
}

impl<F> Verifier for F
where
    F: Fn(&Call<'_>) -> Result<String, Rejection> + Send + Sync,
{
    fn verify(&self, call: &Call<'_>) -> Result<String, Rejection> {
        self(call)
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
