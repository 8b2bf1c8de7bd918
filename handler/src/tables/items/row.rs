//! Rows of the items table: items and tombstones.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use protocol::names::items;
use protocol::{BoardId, Item, ItemId, Status, Title};

use super::Stamp;
use crate::errors::DatabaseError;
use crate::tables::{Row, n, s};

/// How long a tombstone stays: longer than any request or connection lives.
pub(super) const TOMBSTONE_SECONDS: u64 = 24 * 60 * 60;

/// Stands for the moments of rows that have none, or of which none was asked for.
const UNKNOWN_MOMENT: &str = "1970-01-01T00:00:00.000Z";

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
    pub(super) fn read(row: Row) -> Result<Self, DatabaseError> {
        let mut item_id = None;
        let (mut title, mut status, mut last_request) = Default::default();
        let (mut created_at, mut updated_at) = (None, None);
        let (mut version, mut deleted) = (0, false);
        // One pass that takes what the row holds, in place of a look-up and a copy for each attribute.
        for (name, value) in row {
            match (name.as_str(), value) {
                (items::ITEM_ID, AttributeValue::S(text)) => item_id = Some(text),
                (items::TITLE, AttributeValue::S(text)) => title = text,
                (items::STATUS, AttributeValue::S(text)) => status = text,
                (items::CREATED_AT, AttributeValue::S(text)) => created_at = Some(text),
                (items::UPDATED_AT, AttributeValue::S(text)) => updated_at = Some(text),
                (items::LAST_REQUEST, AttributeValue::S(text)) => last_request = text,
                (items::VERSION, AttributeValue::N(number)) => {
                    version = number.parse().unwrap_or_default();
                }
                (items::DELETED_AT, _) => deleted = true,
                _ => {}
            }
        }
        let state = if deleted {
            State::Tombstone { version }
        } else {
            let moment = |given: Option<String>| given.unwrap_or_else(|| UNKNOWN_MOMENT.to_owned());
            State::Live(Item {
                item_id: item_id.ok_or_else(|| {
                    DatabaseError::UnreadableRow("an item without a string itemId".to_owned())
                })?,
                title,
                status,
                version,
                created_at: moment(created_at),
                updated_at: moment(updated_at),
            })
        };
        Ok(Self {
            state,
            last_request,
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
