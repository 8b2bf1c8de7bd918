//! What connections that draw whole boards hear of a change.

use serde::Serialize;

use crate::WireItem;

/// The whole board, for connections that asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Snapshot {
    /// Every item.
    #[serde(rename = "Items")]
    pub items: Vec<WireItem>,
}

impl Snapshot {
    /// The text of the frame.
    #[must_use]
    pub fn encode(&self) -> String {
        crate::encode(self)
    }
}
