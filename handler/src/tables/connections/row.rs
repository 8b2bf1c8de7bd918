//! Rows of the connections table. Both rows of a connection have the same attributes.

use protocol::names::EXPIRES_AT;
use protocol::names::connections::{BOARD, CONNECTED_AT, CONNECTION_ID, EVENTS, FORMAT, TOPIC};
use protocol::{BoardId, Connecting, limits};

use super::Connection;
use crate::errors::DatabaseError;
use crate::tables::{Row, n, number, s, string};

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

pub(super) fn read(row: &Row) -> Result<Connection, DatabaseError> {
    let connection = || {
        let chosen = Connecting {
            board: BoardId::try_from(string(row, BOARD)?.to_owned()).ok()?,
            format: string(row, FORMAT)?.parse().ok()?,
            events: string(row, EVENTS)?.parse().ok()?,
        };
        Some(Connection {
            id: string(row, CONNECTION_ID)?.to_owned(),
            connected_at: number(row, CONNECTED_AT)?,
            chosen,
            expires_at: number(row, EXPIRES_AT)?,
        })
    };
    connection().ok_or_else(|| {
        DatabaseError::UnreadableRow("a connection with attributes missing or wrong".to_owned())
    })
}
