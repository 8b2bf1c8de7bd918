//! Who makes a call.

use super::{
    call::{Answer, Call, refuse},
    layer::{Layer, Next},
};
use crate::iam::Signatures;
use futures_util::future::BoxFuture;
use http::StatusCode;
use std::time::SystemTime;

/// The layer that tells who signed a call, and lets nobody else through.
pub struct Identify {
    signatures: Signatures,
}

impl Identify {
    /// The service that calls are signed for.
    pub const SERVICE: &str = "dynamodb";

    /// A layer that verifies these signatures.
    pub fn new(signatures: Signatures) -> Self {
        Self { signatures }
    }
}

impl Layer for Identify {
    fn pass(&self, mut call: Call, next: Next) -> BoxFuture<'_, Answer> {
        let signed = self
            .signatures
            .verify(&call.head, call.body(), SystemTime::now());
        Box::pin(async move {
            match signed {
                Ok(principal) => {
                    call.principal = Some(principal);
                    next.run(call).await
                }
                Err(problem) => Ok(refuse(
                    StatusCode::BAD_REQUEST,
                    problem.exception(),
                    &problem.to_string(),
                )),
            }
        })
    }
}
