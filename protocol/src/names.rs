//! Names that the Pulumi program declares and the handler relies on.

/// Environment variables of the function, besides those that Lambda and the SDK define.
pub mod env {
    /// Physical name of the items table.
    pub const ITEMS_TABLE: &str = "ITEMS_TABLE";
    /// Physical name of the connections table (its logical name is `usersTable`).
    pub const USERS_TABLE: &str = "USERS_TABLE";
    /// The stage's base URL, `https://HOST/STAGE`, to which `/@connections/ID` is appended.
    pub const CONNECTIONS_ENDPOINT: &str = "CONNECTIONS_ENDPOINT";
    /// The statuses that an item may have, comma-separated, in the order of the board's columns.
    pub const BOARD_STATUSES: &str = "BOARD_STATUSES";
    /// Origins that may connect, comma-separated; `*` allows every one.
    pub const ALLOWED_ORIGINS: &str = "ALLOWED_ORIGINS";
    /// How many connections a board may have at a time.
    pub const CONNECTIONS_PER_BOARD: &str = "CONNECTIONS_PER_BOARD";
    /// What is logged, in the syntax of `tracing-subscriber`'s filters.
    pub const RUST_LOG: &str = "RUST_LOG";
}

/// The TTL attribute of both tables, in epoch seconds.
pub const EXPIRES_AT: &str = "expiresAt";

/// The key of the items table: one partition per board, one row per item or tombstone. Its other attributes are the fields of
/// [`crate::Item`], and what the handler alone knows.
pub mod items {
    /// Partition key, a string.
    pub const BOARD_ID: &str = "boardId";
    /// Sort key, a string: the item's own field.
    pub const ITEM_ID: &str = "itemId";
}

/// The key of the connections table: two rows per connection.
pub mod connections {
    /// Partition key, a string: `board/ID` in one row, `connection/ID` in the other.
    pub const TOPIC: &str = "topic";
    /// Sort key, a string.
    pub const CONNECTION_ID: &str = "connectionId";

    /// The topic whose rows say who must hear of a board's changes.
    #[must_use]
    pub fn board_topic(board: &crate::BoardId) -> String {
        format!("board/{board}")
    }

    /// The topic whose one row says what a connection chose.
    #[must_use]
    pub fn connection_topic(connection_id: &str) -> String {
        format!("connection/{connection_id}")
    }
}

/// Route keys of the WebSocket API. The routes of the actions are [`crate::Action::ALL`].
pub mod routes {
    /// Selects a message's route.
    pub const SELECTION_EXPRESSION: &str = "$request.body.action";
    /// Runs before the upgrade; its status decides about it.
    pub const CONNECT: &str = "$connect";
    /// Runs after a connection has ended, best effort.
    pub const DISCONNECT: &str = "$disconnect";
    /// Gets what no other route matches.
    pub const DEFAULT: &str = "$default";
    /// `routeResponseSelectionExpression`, and the key of the one route response.
    pub const RESPONSE: &str = "$default";
}

/// Defaults of the settings that the program and the handler share.
pub mod defaults {
    /// Statuses of a board, in the order of its columns.
    pub const STATUSES: [&str; 3] = ["todo", "inprogress", "done"];
    /// Origins that may connect.
    pub const ALLOWED_ORIGINS: &str = "*";
    /// Connections that a board may have at a time.
    pub const CONNECTIONS_PER_BOARD: i64 = 200;
    /// Name of the API's stage.
    pub const STAGE: &str = "production";
    /// What is logged.
    pub const LOG_LEVEL: &str = "info";
}

/// The metric of events that did not reach a peer.
pub mod metric {
    /// CloudWatch namespace.
    pub const NAMESPACE: &str = "TaskBoard";
    /// Metric name: a count per change, written only when it is above zero.
    pub const UNDELIVERED_EVENTS: &str = "UndeliveredEvents";
    /// The one dimension: the function's name.
    pub const DIMENSION: &str = "FunctionName";
}
