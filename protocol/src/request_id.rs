//! How a client knows which request a reply belongs to.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::text::text;

/// The id by which a client knows the reply to its request: up to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("maxLength" = limits::REQUEST_ID_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(String);

text!(
    RequestId,
    (0..=limits::REQUEST_ID_CHARS),
    "must be at most 64 characters"
);

impl RequestId {
    /// The length of the id's JSON text with its field's name, in bytes.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        crate::encoded_len(self) + r#","requestId":"#.len()
    }
}
