//! Which sandbox is at work on what, for whoever wants to disturb it.

use super::process::Group;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The sandboxes that are at work, by the trace id of what they work on. Clones are the same.
///
/// Every call that a handler makes through an AWS SDK carries this id, in the header `X-Amzn-Trace-Id`: so a call tells which
/// sandbox makes it.
#[derive(Debug, Clone, Default)]
pub struct AtWork(Arc<Mutex<HashMap<String, Group>>>);

impl AtWork {
    /// Kills the sandbox that works on this, with whatever it started. False if none does.
    pub fn kill(&self, trace_id: &str) -> bool {
        self.with(trace_id, Group::kill)
    }

    /// Stops it until it is [thawed](Self::thaw). False if none works on this, or the system cannot.
    pub fn freeze(&self, trace_id: &str) -> bool {
        self.with(trace_id, Group::freeze)
    }

    /// Lets it go on.
    pub fn thaw(&self, trace_id: &str) -> bool {
        self.with(trace_id, Group::thaw)
    }

    /// Notes that a sandbox works on this, until what is returned is dropped.
    pub(super) fn begin(&self, trace_id: &str, group: Group) -> Shift {
        self.lock().insert(trace_id.to_owned(), group);
        Shift {
            at_work: self.clone(),
            trace_id: trace_id.to_owned(),
        }
    }

    fn with(&self, trace_id: &str, act: impl FnOnce(Group)) -> bool {
        match self.lock().get(trace_id) {
            Some(group) => act(*group),
            None => return false,
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Group>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sandbox's work on one event.
pub(super) struct Shift {
    at_work: AtWork,
    trace_id: String,
}

impl Drop for Shift {
    fn drop(&mut self) {
        self.at_work.lock().remove(&self.trace_id);
    }
}
