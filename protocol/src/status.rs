//! The statuses that the items of a stack may have.

use serde::{Deserialize, Serialize};

use crate::blank::is_blank;
use crate::list::list;
use crate::text::text;
use crate::{Invalid, limits, names};

text! {
    /// One of the stack's statuses: `todo`, `inprogress` and `done`, unless set otherwise.
    // There is no status that `Statuses` did not give out.
    Status { "minLength": 1, "maxLength": limits::STATUS_CHARS }
}

/// The stack's statuses in the order of the board's columns: 1 to 50 different ones of 1 to 64 characters, without
/// commas, control characters and outer spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Statuses(Vec<String>);

list!(Statuses);

impl Statuses {
    /// The status of that name, if the stack knows it.
    ///
    /// # Errors
    /// The names that it may be.
    pub fn find(&self, name: &str) -> Result<Status, Invalid> {
        if self.0.iter().any(|known| known == name) {
            Ok(Status(name.to_owned()))
        } else {
            Err(Invalid::new(format!(
                "must be one of {}",
                self.0.join(", ")
            )))
        }
    }
}

impl Default for Statuses {
    fn default() -> Self {
        Self(names::defaults::STATUSES.map(str::to_owned).to_vec())
    }
}

impl TryFrom<Vec<String>> for Statuses {
    type Error = Invalid;

    fn try_from(names: Vec<String>) -> Result<Self, Invalid> {
        if names.is_empty() || names.len() > limits::STATUSES {
            return Err(Invalid::new(format!(
                "must be 1 to {} statuses",
                limits::STATUSES
            )));
        }
        for (at, name) in names.iter().enumerate() {
            if is_blank(name) {
                return Err(Invalid::new(
                    "must not hold a status that is empty, or of which nothing can be seen",
                ));
            }
            if name.chars().count() > limits::STATUS_CHARS {
                return Err(Invalid::new(format!(
                    "must hold statuses of at most {} characters, which `{name}` is not",
                    limits::STATUS_CHARS
                )));
            }
            if name.trim() != name || name.contains(|c: char| c == ',' || c.is_control()) {
                return Err(Invalid::new(format!(
                    "must hold statuses without commas, control characters and outer spaces, which {name:?} is not"
                )));
            }
            if names[..at].contains(name) {
                return Err(Invalid::new(format!("must not hold `{name}` twice")));
            }
        }
        Ok(Self(names))
    }
}
