//! The statuses that the items of a stack may have.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::text;
use crate::{Invalid, limits, names};

/// One of the stack's statuses: `todo`, `inprogress` and `done`, unless set otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("minLength" = 1, "maxLength" = limits::STATUS_CHARS)))]
#[serde(transparent)]
// There is no status that `Statuses` did not give out.
pub struct Status(String);

text!(Status);

/// The stack's statuses in the order of the board's columns: 1 to 50 different ones of 1 to 64 characters, without
/// commas, control characters and outer spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Statuses(Vec<String>);

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

    /// Reads the comma-separated form of the environment variable `BOARD_STATUSES`.
    ///
    /// # Errors
    /// The first rule that the list breaks.
    pub fn parse(list: &str) -> Result<Self, Invalid> {
        Self::try_from(
            list.split(',')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>(),
        )
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
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
            if name.is_empty() {
                return Err(Invalid::new("must not hold an empty status"));
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

impl From<Statuses> for Vec<String> {
    fn from(statuses: Statuses) -> Self {
        statuses.0
    }
}

impl fmt::Display for Statuses {
    /// The comma-separated form that [`Statuses::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}
