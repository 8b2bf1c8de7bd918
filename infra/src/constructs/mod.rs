//! Constructs: each owns its resources, takes typed props and says by `grant_*` what it lets others do.

mod alarms;
mod connections_table;
mod dashboard;
mod handler;
mod items_table;
mod table_metrics;
mod website;
mod websocket_api;

pub use alarms::{Alarms, AlarmsProps};
pub use connections_table::ConnectionsTable;
pub use dashboard::Dashboard;
pub use handler::{Handler, HandlerProps};
pub use items_table::{ItemsTable, ItemsTableProps};
pub use table_metrics::TableMetrics;
pub use website::{Website, WebsiteProps, content_security_policy};
pub use websocket_api::{Integrated, RouteProps, StageProps, ThrottleProps, WebSocketApi};

/// What alarms and dashboards watch.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// The function.
    pub handler: &'a Handler,
    /// The API with its stage.
    pub api: &'a Integrated,
    /// The table of items.
    pub items: &'a ItemsTable,
    /// The table of connections.
    pub connections: &'a ConnectionsTable,
}
