//! What connections that draw whole boards hear of a change.

use crate::WireItem;
use crate::wire::wire;

wire! {
    /// The whole board, for connections that asked for it.
    Snapshot {
        /// Every item.
        #[serde(rename = "Items")]
        items: Vec<WireItem>,
    }
}
