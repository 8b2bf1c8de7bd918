//! Rows of the items table: items and tombstones.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use protocol::names::items;
use protocol::{BoardId, Item, ItemId, Status, Title};

use super::Stamp;
use crate::errors::DatabaseError;
use crate::tables::query::{Attribute, FromRow};
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

/// What is known of a row. Rows made by hand or by older programs may lack all but their key.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    item_id: Option<String>,
    title: String,
    status: String,
    version: u64,
    created_at: Option<String>,
    updated_at: Option<String>,
    last_request: String,
    deleted: bool,
}

impl FromRow for Stored {
    type Draft = Draft;

    fn take(draft: &mut Draft, name: &str, value: Attribute) {
        match (name, value) {
            (items::ITEM_ID, Attribute::S(text)) => draft.item_id = Some(text),
            (items::TITLE, Attribute::S(text)) => draft.title = text,
            (items::STATUS, Attribute::S(text)) => draft.status = text,
            (items::CREATED_AT, Attribute::S(text)) => draft.created_at = Some(text),
            (items::UPDATED_AT, Attribute::S(text)) => draft.updated_at = Some(text),
            (items::LAST_REQUEST, Attribute::S(text)) => draft.last_request = text,
            (items::VERSION, value) => draft.version = value.number().unwrap_or_default(),
            (items::DELETED_AT, _) => draft.deleted = true,
            _ => {}
        }
    }

    fn finish(draft: Draft) -> Result<Self, DatabaseError> {
        let state = if draft.deleted {
            State::Tombstone {
                version: draft.version,
            }
        } else {
            let moment = |given: Option<String>| given.unwrap_or_else(|| UNKNOWN_MOMENT.to_owned());
            State::Live(Item {
                item_id: draft.item_id.ok_or_else(|| {
                    DatabaseError::UnreadableRow("an item without a string itemId".to_owned())
                })?,
                title: draft.title,
                status: draft.status,
                version: draft.version,
                created_at: moment(draft.created_at),
                updated_at: moment(draft.updated_at),
            })
        };
        Ok(Self {
            state,
            last_request: draft.last_request,
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
