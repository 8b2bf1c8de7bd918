//! What roles were used for: each action on each kind of resource, once.

use local::iam::Access;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

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

/// A trail of uses. Clones are the same.
#[derive(Clone, Default)]
pub struct Trail(Arc<Mutex<BTreeSet<Use>>>);

impl Trail {
    pub fn record(&self, role: &str, access: &Access, allowed: bool) {
        self.0.lock().unwrap().insert(Use {
            role: role.to_owned(),
            action: access.action.clone(),
            resource: kind(&access.resource),
            allowed,
        });
    }

    /// Everything since this was called the last time.
    pub fn take(&self) -> BTreeSet<Use> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn kind(resource: &str) -> String {
    let different = [
        ("/@connections/", "{connectionId}"),
        (":log-stream:", "{logStream}"),
    ];
    for (before, name) in different {
        if let Some((arn, _)) = resource.split_once(before) {
            return format!("{arn}{before}{name}");
        }
    }
    resource.to_owned()
}
