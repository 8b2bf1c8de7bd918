//! `deleteItem`: takes an item off the board.

use serde::Serialize;

use super::spec::{Spec, Throttle};
use crate::fields::request;
use crate::frame::frame;
use crate::item::DeletedItem;
use crate::{Format, ItemId, Metadata};

pub(super) const SPEC: Spec = Spec {
    failure: "Failed to delete item",
    writes: true,
    throttle: Some(Throttle {
        rate: 50,
        burst: 200,
    }),
};

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

frame! {
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
}

/// `response` of `deleteItem`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Deleted {
    /// What the SDK saw.
    #[serde(rename = "$metadata")]
    pub metadata: Metadata,
}

impl Reply {
    /// The deletion made that version. The first contract's reply says nothing about the item.
    #[must_use]
    pub fn new(item_id: &ItemId, version: u64, metadata: Metadata, format: Format) -> Self {
        Self {
            item: match format {
                Format::Dynamodb => None,
                Format::Json => Some(DeletedItem::new(item_id, version, format)),
            },
            response: Deleted { metadata },
        }
    }
}

frame! {
    /// An item was deleted.
    Event {
        "message": "Item deleted",
        /// The item's id and, in `json`, its last version.
        item: DeletedItem,
    }
}

impl Event {
    /// The item with that id was deleted, which made that version.
    #[must_use]
    pub fn new(item_id: &ItemId, version: u64, format: Format) -> Self {
        Self {
            item: DeletedItem::new(item_id, version, format),
        }
    }
}
