//! Which board a connection works on.

use serde::{Deserialize, Serialize};

use crate::text::text;
use crate::{Invalid, limits};

/// A board's id: 1 to 64 of `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("pattern" = "^[A-Za-z0-9_-]+$", "maxLength" = limits::BOARD_ID_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct BoardId(String);

text!(BoardId);

impl Default for BoardId {
    /// The board of a client that names none.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl TryFrom<String> for BoardId {
    type Error = Invalid;

    fn try_from(id: String) -> Result<Self, Invalid> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=limits::BOARD_ID_CHARS).contains(&id.len()) && id.bytes().all(allowed) {
            Ok(Self(id))
        } else {
            Err(Invalid::new(
                "must be 1 to 64 of the characters A-Z a-z 0-9 _ -",
            ))
        }
    }
}
