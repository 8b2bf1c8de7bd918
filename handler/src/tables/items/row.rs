//! Rows of the items table: items and tombstones.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use protocol::names::items;
use protocol::{BoardId, Item, ItemId, Status, Title};

use super::Stamp;
use crate::clock::Now;
use crate::errors::DatabaseError;
use crate::tables::{Row, n, number, s, string};

/// How long a tombstone stays: longer than any request or connection lives.
pub(super) const TOMBSTONE_SECONDS: u64 = 24 * 60 * 60;

/// What stands under an item's key.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) state: State,
    pub(super) last_request: String,
}

/// What the key stands for.
#[derive(Debug)]
pub(super) enum State {
    Live(Item),
    Tombstone { version: u64 },
}

impl Stored {
    /// Reads a row. Rows made by hand or by older programs may lack all but their key.
    pub(super) fn read(row: &Row) -> Result<Self, DatabaseError> {
        let text = |name| string(row, name).unwrap_or_default().to_owned();
        let version = number(row, items::VERSION).unwrap_or_default();
        let state = if row.contains_key(items::DELETED_AT) {
            State::Tombstone { version }
        } else {
            let item_id = string(row, items::ITEM_ID).ok_or_else(|| {
                DatabaseError::UnreadableRow("an item without a string itemId".to_owned())
            })?;
            let moment = |name| string(row, name).map_or_else(|| Now(0).to_string(), str::to_owned);
            State::Live(Item {
                item_id: item_id.to_owned(),
                title: text(items::TITLE),
                status: text(items::STATUS),
                version,
                created_at: moment(items::CREATED_AT),
                updated_at: moment(items::UPDATED_AT),
            })
        };
        Ok(Self {
            state,
            last_request: text(items::LAST_REQUEST),
        })
    }
}

/// An item's key.
pub(super) fn key(board: &BoardId, item_id: &ItemId) -> HashMap<String, AttributeValue> {
    HashMap::from([
        (items::BOARD_ID.to_owned(), s(board.as_str())),
        (items::ITEM_ID.to_owned(), s(item_id.as_str())),
    ])
}

/// A new item, and its row.
pub(super) fn new(
    board: &BoardId,
    item_id: ItemId,
    title: Title,
    status: Status,
    stamp: Stamp<'_>,
) -> (Item, Row) {
    let item = Item {
        item_id: item_id.into(),
        title: title.into(),
        status: status.into(),
        version: 1,
        created_at: stamp.now.to_string(),
        updated_at: stamp.now.to_string(),
    };
    let row = [
        (items::BOARD_ID, s(board.as_str())),
        (items::ITEM_ID, s(&item.item_id)),
        (items::TITLE, s(&item.title)),
        (items::STATUS, s(&item.status)),
        (items::VERSION, n(item.version)),
        (items::CREATED_AT, s(&item.created_at)),
        (items::UPDATED_AT, s(&item.updated_at)),
        (items::LAST_REQUEST, s(stamp.request_id)),
    ];
    (
        item,
        row.map(|(name, value)| (name.to_owned(), value)).into(),
    )
}
