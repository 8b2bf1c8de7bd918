//! What alarms and dashboards watch.

use super::{handler::Handler, stage::Stage, table::Table};

/// The constructs whose metrics an operator wants to see.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// The function.
    pub handler: &'a Handler,
    /// The API's stage.
    pub stage: &'a Stage,
    /// The table of items.
    pub items: &'a Table,
    /// The table of connections.
    pub connections: &'a Table,
}
