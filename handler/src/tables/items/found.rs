//! What a write means that found its condition failing: ours, theirs, or nobody can tell.

use super::row::{State, Stored};
use super::{Stamp, WriteError};
use crate::errors::DatabaseError;

/// What a failed condition found, judged by what is known of our own attempts.
pub(super) enum Found {
    /// Our own change: an earlier attempt was carried out, and its answer lost.
    Ours(State),
    /// Somebody else's, and none of our attempts can have been carried out.
    Theirs(State),
    /// Somebody else's, and an earlier attempt of ours may have been carried out before it.
    Unclear(State),
    /// Nothing at all.
    Nothing,
}

impl Found {
    pub(super) fn new(stored: Option<Stored>, stamp: Stamp<'_>, earlier_is_unknown: bool) -> Self {
        let Some(stored) = stored else {
            return Self::Nothing;
        };
        if stored.last_request == stamp.request_id {
            Self::Ours(stored.state)
        } else if earlier_is_unknown {
            Self::Unclear(stored.state)
        } else {
            Self::Theirs(stored.state)
        }
    }
}

pub(super) fn unclear() -> WriteError {
    let why = "an earlier attempt had no answer, and the item has been changed by another request";
    DatabaseError::Unavailable(why.to_owned()).into()
}

pub(super) fn unexpected(what: &str) -> WriteError {
    DatabaseError::Refused(format!("a condition failed without a reason: {what}")).into()
}

/// Why nothing was changed, or may not have been.
pub(super) fn refused(found: Found, expected_version: Option<u64>) -> WriteError {
    match (found, expected_version) {
        (Found::Nothing | Found::Theirs(State::Tombstone { .. }), _) => WriteError::NotFound,
        (Found::Theirs(State::Live(item)), Some(_)) => WriteError::Conflict(item.version),
        (Found::Unclear(_), _) => unclear(),
        (Found::Ours(_), _) => {
            unexpected("the row has been changed by this very request, in another way")
        }
        (Found::Theirs(State::Live(_)), None) => unexpected("the item is there"),
    }
}
