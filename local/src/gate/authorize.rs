//! Whether whoever makes a call may.

use super::{
    accesses::accesses,
    call::{Answer, Call, refuse},
    layer::{Layer, Next},
};
use crate::{
    account::Account,
    iam::{AccessDenied, Iam, Principal, signature::SignatureError},
};
use futures_util::future::BoxFuture;
use http::StatusCode;
use std::sync::Arc;

/// Operations whose tables and actions are told by statements of PartiQL, which the gate does not read.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html>
const PARTIQL: [&str; 3] = [
    "BatchExecuteStatement",
    "ExecuteStatement",
    "ExecuteTransaction",
];

/// The layer that lets through what the caller's role allows. It comes after [`super::identify`].
pub struct Authorize {
    iam: Arc<Iam>,
    account: Account,
}

impl Authorize {
    /// A layer that asks this IAM about the tables of this account.
    pub fn new(iam: Arc<Iam>, account: Account) -> Self {
        Self { iam, account }
    }

    fn authorize(&self, principal: &Principal, call: &Call) -> Result<(), AccessDenied> {
        accesses(call, &self.account)
            .into_iter()
            .try_for_each(|access| self.iam.authorize(principal, access))
    }
}

impl Layer for Authorize {
    fn pass(&self, call: Call, next: Next) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let Some(principal) = &call.principal else {
                let missing = SignatureError::Missing;
                return Ok(refuse(
                    StatusCode::BAD_REQUEST,
                    missing.exception(),
                    &missing.to_string(),
                ));
            };
            let unread = call.operation().filter(|name| PARTIQL.contains(name));
            if let (Principal::Sandbox { .. }, Some(operation)) = (principal, unread) {
                let message = format!(
                    "{operation}: the laptop evaluates no policies for PartiQL, so a function cannot use it here"
                );
                tracing::warn!("{message}");
                return Ok(refuse(
                    StatusCode::BAD_REQUEST,
                    "UnknownOperationException",
                    &message,
                ));
            }
            match self.authorize(principal, &call) {
                Ok(()) => next.run(call).await,
                Err(denied) => Ok(refuse(
                    StatusCode::BAD_REQUEST,
                    AccessDenied::EXCEPTION,
                    &denied.to_string(),
                )),
            }
        })
    }
}
