//! `createItem`: puts an item on the board.

use super::spec::Spec;
use crate::fields::request;
use crate::wire::wire;
use crate::{ClientToken, Status, Title, WireItem};

pub(super) const SPEC: Spec = Spec::write("Failed to create item");

request! {
    /// `createItem`: puts an item on the board.
    CreateItem = "createItem" {
        /// The new item's title.
        title("title"): Title,
        /// The new item's status.
        status("status"): Status,
        /// Makes a repeat of this request known again.
        client_token("clientToken"): Option<ClientToken>,
    }
}

wire! {
    /// To `createItem`: the new item.
    Reply {
        "message": "Item created",
        /// The new item.
        item: WireItem,
    }

    /// An item was created.
    Event {
        "message": "Item created",
        /// The new item.
        item: WireItem,
    }
}
