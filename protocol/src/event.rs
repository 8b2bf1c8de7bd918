//! What the other connections of a board hear of a change.

use serde::{Deserialize, Serialize};

use crate::item::DeletedItem;
use crate::{Format, Item, ItemId, WireItem};

/// The change itself: the reply's envelope without `$metadata` and `requestId`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(tag = "message")]
pub enum Delta {
    /// An item was created.
    #[serde(rename = "Item created")]
    Created {
        /// The new item.
        item: WireItem,
    },
    /// An item was changed.
    #[serde(rename = "Item updated")]
    Updated {
        /// The changed item.
        response: Attributes,
    },
    /// An item was deleted.
    #[serde(rename = "Item deleted")]
    Deleted {
        /// The item's id and, in `json`, its last version.
        item: DeletedItem,
    },
}

/// The item under the key that `updateStatus` replies with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Attributes {
    /// The whole item as it now is.
    #[serde(rename = "Attributes")]
    pub attributes: WireItem,
}

impl Delta {
    /// An item was created.
    #[must_use]
    pub fn created(item: Item, format: Format) -> Self {
        Self::Created {
            item: WireItem::new(item, format),
        }
    }

    /// An item was changed.
    #[must_use]
    pub fn updated(item: Item, format: Format) -> Self {
        Self::Updated {
            response: Attributes {
                attributes: WireItem::new(item, format),
            },
        }
    }

    /// An item was deleted.
    #[must_use]
    pub fn deleted(item_id: &ItemId, version: u64, format: Format) -> Self {
        Self::Deleted {
            item: DeletedItem::new(item_id, version, format),
        }
    }

    /// The text of the frame.
    #[must_use]
    pub fn encode(&self) -> String {
        crate::encode(self)
    }
}

/// The whole board, for connections that asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
