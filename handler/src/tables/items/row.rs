//! Rows of the items table: items and tombstones.

use protocol::names::items::{BOARD_ID, ITEM_ID};
use protocol::{BoardId, Item, ItemId};
use serde::{Deserialize, Serialize};

use crate::errors::DatabaseError;
use crate::tables::row::{self, Row, s};

/// Attributes of an item that a tombstone keeps.
const KEPT: [&str; 2] = [ITEM_ID, "version"];

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

/// What a row says beside its item.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marks {
    /// The gateway's id of the request that last changed the row.
    last_request: String,
    /// When the item was deleted, ISO 8601: only tombstones have it.
    deleted_at: Option<String>,
}

impl TryFrom<Row> for Stored {
    type Error = DatabaseError;

    fn try_from(mut row: Row) -> Result<Self, DatabaseError> {
        let marks: Marks = row::take(&mut row)?;
        let mut item: Item = row::take(&mut row)?;
        let state = if marks.deleted_at.is_some() {
            let version = item.version;
            State::Tombstone { version }
        } else {
            for moment in [&mut item.created_at, &mut item.updated_at] {
                if moment.is_empty() {
                    UNKNOWN_MOMENT.clone_into(moment);
                }
            }
            State::Live(item)
        };
        Ok(Self {
            state,
            last_request: marks.last_request,
        })
    }
}

/// An item's key.
pub(super) fn key(board: &BoardId, item_id: &ItemId) -> Row {
    Row::from([
        (BOARD_ID.to_owned(), s(board.as_str())),
        (ITEM_ID.to_owned(), s(item_id.as_str())),
    ])
}

/// The row of a new item.
pub(super) fn new(board: &BoardId, item: &Item, request_id: &str) -> Row {
    let marks = Marks {
        last_request: request_id.to_owned(),
        deleted_at: None,
    };
    let mut row = row::write(item);
    row.extend(row::write(&marks));
    row.insert(BOARD_ID.to_owned(), s(board.as_str()));
    row
}

/// The attributes that a deleted item loses.
pub(super) fn lost_when_deleted() -> impl Iterator<Item = &'static str> {
    let all = row::names::<Item>().iter().copied();
    all.filter(|name| !KEPT.contains(name))
}
