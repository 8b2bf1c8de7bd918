//! The first station: who signed a call, and whether their policies allow it.

use super::call::ServiceCall;
use crate::{
    account::Account,
    iam::{Denial, Iam, Keys, Principal, Signatures},
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
    pub fn admit<C: ServiceCall>(&self, call: &C) -> Result<Principal, Denial> {
        let region = self.account.region.clone();
        let principal = Signatures::new(self.keys.clone(), region, C::SERVICE).verify(
            call.head(),
            call.body(),
            SystemTime::now(),
        )?;
        if let Principal::Sandbox { .. } = principal {
            for access in call.accesses(&self.account)? {
                self.iam
                    .decide(&principal, &access)
                    .inspect_err(|denial| tracing::warn!("{denial}"))?;
            }
        }
        Ok(principal)
    }
}
