//! `deleteItem`: takes an item off the board.

use super::spec::Spec;
use crate::fields::request;
use crate::item::DeletedItem;
use crate::wire::wire;
use crate::{Format, ItemId, Metadata};

pub(super) const SPEC: Spec = Spec::write("Failed to delete item");

request! {
    /// `deleteItem`: takes an item off the board.
    DeleteItem = "deleteItem" {
        /// The item to delete.
        item_id("itemId"): ItemId,
        /// The version that it must have.
        #[cfg_attr(feature = "contract", schemars(range(max = crate::limits::EXACT_INTEGER)))]
        expected_version("expectedVersion"): Option<u64>,
    }
}

wire! {
    /// To `deleteItem`.
    Reply {
        "message": "Item deleted",
        /// The item's id and its last version, in `json` only.
        #[cfg_attr(feature = "contract", schemars(extend("x-format" = "json")))]
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<DeletedItem>,
        /// What the SDK saw.
        response: Deleted,
    }

    /// `response` of `deleteItem`.
    Deleted {
        /// What the SDK saw.
        #[serde(rename = "$metadata")]
        metadata: Metadata,
    }

    /// An item was deleted.
    Event {
        "message": "Item deleted",
        /// The item's id and, in `json`, its last version.
        item: DeletedItem,
    }
}

impl Reply {
    /// The deletion made that version. The first contract's reply says nothing about the item.
    #[must_use]
    pub fn new(item_id: &ItemId, version: u64, metadata: Metadata, format: Format) -> Self {
        let item = DeletedItem::new(item_id, version, format);
        Self {
            item: Some(item).filter(|_| format == Format::Json),
            response: Deleted { metadata },
        }
    }
}
