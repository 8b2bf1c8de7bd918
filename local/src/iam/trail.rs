//! What roles were used for: each action on each kind of resource, once.

use super::access::Access;
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A trail of uses. It grows with what there is to use, and not with how often that is used.
#[derive(Debug, Default)]
pub struct Trail(Mutex<BTreeSet<Use>>);

/// What a role was used for, or was to be used for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The role's physical name.
    pub role: String,
    /// The action.
    pub action: String,
    /// The kind of resource: an ARN with the names of those parts that are different every time.
    pub resource: String,
    /// Whether the role's policies allowed it.
    pub allowed: bool,
}

impl Trail {
    pub(super) fn record(&self, role: &str, access: &Access, allowed: bool) {
        let new = Use {
            role: role.to_owned(),
            action: access.action.clone(),
            resource: access.kind.clone(),
            allowed,
        };
        self.uses_so_far().insert(new);
    }

    /// Everything since this was called the last time.
    pub fn take(&self) -> BTreeSet<Use> {
        std::mem::take(&mut self.uses_so_far())
    }

    fn uses_so_far(&self) -> MutexGuard<'_, BTreeSet<Use>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
