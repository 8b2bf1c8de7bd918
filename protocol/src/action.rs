//! What a client can ask for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a client can ask for. Each action is a route of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// `test`: the heartbeat.
    Test,
    /// `scanEntireTable`: the board, page by page.
    ScanEntireTable,
    /// `createItem`
    CreateItem,
    /// `updateStatus`
    UpdateStatus,
    /// `deleteItem`
    DeleteItem,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 5] = [
        Self::Test,
        Self::ScanEntireTable,
        Self::CreateItem,
        Self::UpdateStatus,
        Self::DeleteItem,
    ];

    /// The `action` of the request, and the key of its route.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::ScanEntireTable => "scanEntireTable",
            Self::CreateItem => "createItem",
            Self::UpdateStatus => "updateStatus",
            Self::DeleteItem => "deleteItem",
        }
    }

    /// The action of that route, if there is one.
    #[must_use]
    pub fn of_route(route_key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == route_key)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
