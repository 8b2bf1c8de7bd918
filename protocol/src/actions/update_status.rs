//! `updateStatus`: moves an item to another column.

use super::spec::Spec;
use crate::fields::request;
use crate::wire::wire;
use crate::{ItemId, Metadata, Status, WireItem};

pub(super) const SPEC: Spec = Spec::write("Failed to update item");

request! {
    /// `updateStatus`: moves an item to another column.
    UpdateStatus = "updateStatus" {
        /// The item to change.
        item_id("itemId"): ItemId,
        /// Its new status.
        status("status"): Status,
        /// The version that it must have.
        #[cfg_attr(feature = "contract", schemars(range(max = crate::limits::EXACT_INTEGER)))]
        expected_version("expectedVersion"): Option<u64>,
    }
}

wire! {
    /// To `updateStatus`: the whole item as it now is.
    Reply {
        "message": "Item updated",
        /// The changed item.
        response: Updated,
    }

    /// `response` of `updateStatus`.
    Updated {
        /// What the SDK saw.
        #[serde(rename = "$metadata")]
        metadata: Metadata,
        /// The whole item as it now is.
        #[serde(rename = "Attributes")]
        attributes: WireItem,
    }

    /// An item was changed.
    Event {
        "message": "Item updated",
        /// The changed item.
        response: Attributes,
    }

    /// The item under the key that `updateStatus` replies with.
    Attributes {
        /// The whole item as it now is.
        #[serde(rename = "Attributes")]
        attributes: WireItem,
    }
}
