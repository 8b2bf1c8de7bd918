//! The row that a failed write met: ours, somebody else's, or nobody can tell.

use super::Stamp;
use super::row::{State, Stored};
use crate::errors::{DatabaseError, RequestError};

/// The row that a failed write met, judged by what is known of our own attempts.
pub(super) enum ExistingRow {
    /// Written by us: an earlier attempt was carried out, and its answer lost.
    Ours(State),
    /// Written by another request, and none of our attempts can have been carried out.
    Theirs(State),
    /// Written by another request, and an earlier attempt of ours may have been carried out before that.
    Unclear(State),
    /// There is no row. The write failed with this error.
    Missing(DatabaseError),
}

impl ExistingRow {
    pub(super) fn new(stored: Stored, stamp: Stamp<'_>, earlier_is_unknown: bool) -> Self {
        if stored.last_request == stamp.request_id {
            Self::Ours(stored.state)
        } else if earlier_is_unknown {
            Self::Unclear(stored.state)
        } else {
            Self::Theirs(stored.state)
        }
    }

    /// Why an update changed nothing, or may not have changed anything.
    pub(super) fn refusal(self, expected_version: Option<u64>) -> RequestError {
        match (self, expected_version) {
            (Self::Missing(_) | Self::Theirs(State::Tombstone { .. }), _) => RequestError::NotFound,
            (Self::Theirs(State::Live(item)), Some(_)) => RequestError::Conflict(item.version),
            (Self::Unclear(_), _) => unclear(),
            (Self::Ours(_), _) => unexpected("this very request changed the row in another way"),
            (Self::Theirs(State::Live(_)), None) => unexpected("the item is there"),
        }
    }
}

pub(super) fn unclear() -> RequestError {
    let why = "an earlier attempt had no answer, and the item has been changed by another request";
    DatabaseError::Unavailable(why.to_owned()).into()
}

pub(super) fn unexpected(what: &str) -> RequestError {
    DatabaseError::Refused(format!("a condition failed without a reason: {what}")).into()
}
