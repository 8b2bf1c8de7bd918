//! Rows of the connections table. Both rows of a connection have the same attributes.

use protocol::names::EXPIRES_AT;
use protocol::names::connections::{BOARD, CONNECTED_AT, CONNECTION_ID, EVENTS, FORMAT, TOPIC};
use protocol::{BoardId, Connecting, limits};

use super::Connection;
use crate::errors::DatabaseError;
use crate::tables::query::{Attribute, FromRow};
use crate::tables::{Row, n, s};

/// How long rows live: as long as API Gateway lets a connection live, and some minutes.
pub(super) const LIFE_SECONDS: u64 = limits::CONNECTION_SECONDS + 10 * 60;

pub(super) fn write(connection: &Connection, topic: String) -> Row {
    let row = [
        (TOPIC, s(topic)),
        (CONNECTION_ID, s(&connection.id)),
        (CONNECTED_AT, n(connection.connected_at)),
        (BOARD, s(connection.board().as_str())),
        (FORMAT, s(connection.format().as_str())),
        (EVENTS, s(connection.events().as_str())),
        (EXPIRES_AT, n(connection.expires_at)),
    ];
    row.map(|(name, value)| (name.to_owned(), value)).into()
}

#[derive(Debug, Default)]
pub(crate) struct Draft {
    id: Option<String>,
    connected_at: Option<u64>,
    board: Option<String>,
    format: Option<String>,
    events: Option<String>,
    expires_at: Option<u64>,
}

impl FromRow for Connection {
    type Draft = Draft;

    fn take(draft: &mut Draft, name: &str, value: Attribute) {
        match name {
            CONNECTION_ID => draft.id = value.string(),
            CONNECTED_AT => draft.connected_at = value.number(),
            BOARD => draft.board = value.string(),
            FORMAT => draft.format = value.string(),
            EVENTS => draft.events = value.string(),
            EXPIRES_AT => draft.expires_at = value.number(),
            _ => {}
        }
    }

    fn finish(draft: Draft) -> Result<Self, DatabaseError> {
        let connection = || {
            let chosen = Connecting {
                board: BoardId::try_from(draft.board?).ok()?,
                format: draft.format?.parse().ok()?,
                events: draft.events?.parse().ok()?,
            };
            Some(Self {
                id: draft.id?,
                connected_at: draft.connected_at?,
                chosen,
                expires_at: draft.expires_at?,
            })
        };
        connection().ok_or_else(|| {
            DatabaseError::UnreadableRow("a connection with attributes missing or wrong".to_owned())
        })
    }
}
