//! The items table: a board is one partition, an item one row; a deleted item leaves a tombstone for 24 hours.
//!
//! | action | what for |
//! |---|---|
//! | `dynamodb:PutItem` | `createItem` |
//! | `dynamodb:UpdateItem` | `updateStatus`, and `deleteItem`, which leaves a tombstone |
//! | `dynamodb:Query` | `scanEntireTable`, snapshots, and what became of a write without an answer |
//!
//! On the table itself; it has no indexes.

mod existing_row;
mod read;
mod row;
mod write;

use std::sync::atomic::AtomicUsize;

use aws_sdk_dynamodb::Client;

use crate::clock::Now;
use crate::deadline::Deadline;

pub(crate) use read::PageOf;

/// The items table.
#[derive(Debug)]
pub(crate) struct Items {
    client: Client,
    table: String,
    /// Bytes that an item took in the last page that was read, by which the next read knows how many rows to ask for. Zero before.
    usual_item: AtomicUsize,
}

impl Items {
    pub(crate) fn new(client: Client, table: String) -> Self {
        Self {
            client,
            table,
            usual_item: AtomicUsize::new(0),
        }
    }
}

/// By whom and when a row is changed, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<'a> {
    /// The gateway's id of the request, by which a write knows itself again.
    pub(crate) request_id: &'a str,
    /// The gateway's time of the request.
    pub(crate) now: Now,
    /// When it must have ended.
    pub(crate) deadline: Deadline,
}

/// Which request created an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CreatedBy {
    /// This request.
    ThisRequest,
    /// An earlier one with the same token: this one has changed nothing.
    EarlierRequest,
    /// Either. Somebody else has changed the item since, and told the others.
    Unknown,
}
