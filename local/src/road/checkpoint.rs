//! The first station: who signed a call, and whether their policies allow it.

use super::call::{Refusal, ServiceCall};
use crate::{
    account::Account,
    iam::{AccessDenied, Iam, Keys, Principal, Signatures},
};
use std::{sync::Arc, time::SystemTime};

/// Verifies signatures and evaluates policies, of the calls of any service.
#[derive(Clone)]
pub struct Checkpoint {
    /// The access keys that there are.
    pub keys: Arc<Keys>,
    /// The roles with their policies.
    pub iam: Arc<Iam>,
    /// What calls are signed for, and where their resources are.
    pub account: Account,
}

impl Checkpoint {
    /// Lets a call pass that is signed, and that its caller's policies allow.
    ///
    /// # Errors
    ///
    /// It is not signed, or something that it does is not allowed.
    pub fn admit<C: ServiceCall>(&self, call: &C) -> Result<Principal, Refusal> {
        let refuse = |exception, message| Refusal {
            status: C::DENIED,
            exception,
            message,
        };
        let region = self.account.region.clone();
        let principal = Signatures::new(self.keys.clone(), region, C::SERVICE)
            .verify(call.head(), call.body(), SystemTime::now())
            .map_err(|problem| refuse(problem.exception(), problem.to_string()))?;
        if let Principal::Sandbox { .. } = principal {
            for access in call.accesses(&self.account)? {
                self.iam
                    .authorize(&principal, access)
                    .map_err(|denied| refuse(AccessDenied::EXCEPTION, denied.to_string()))?;
            }
        }
        Ok(principal)
    }
}
