//! What went wrong, told to a person once.

use crate::mask::Mask;
use std::{fmt, sync::Arc};

/// Something that went wrong in a program, and the resource it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The URN of the resource that the problem belongs to, if there is one.
    pub urn: Option<String>,
    /// What happened, to what, and what to do about it.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            urn: None,
            message: message.into(),
        }
    }

    /// The problem without what must not be shown.
    pub(crate) fn masked(self, mask: &Mask) -> Self {
        Self {
            message: mask.apply(&self.message),
            ..self
        }
    }

    pub(crate) fn at(self, urn: &str) -> Self {
        Self {
            urn: Some(urn.to_owned()),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Why a value does not come. Everything that needs it ends with the same failure, so one cause is told once.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The engine is ending, and has said why.
    Ended,
    /// The program's own problem.
    Problem(Arc<Problem>),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Arc::new(problem))
    }
}
