//! Who makes a call.

use crate::account::{ACCOUNT_ID, LOCAL_KEY};
use std::fmt;

/// Somebody whose calls are signed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// Whoever sits at the laptop, with every right.
    User,
    /// A sandbox of a function, with the rights of its role.
    Sandbox {
        /// The role's physical name.
        role: String,
        /// The function's physical name, which Lambda gives to the role's session.
        function: String,
    },
}

/// The principal's ARN, as AWS writes it in its errors.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User => write!(f, "arn:aws:iam::{ACCOUNT_ID}:user/{LOCAL_KEY}"),
            Self::Sandbox { role, function } => write!(
                f,
                "arn:aws:sts::{ACCOUNT_ID}:assumed-role/{role}/{function}"
            ),
        }
    }
}
