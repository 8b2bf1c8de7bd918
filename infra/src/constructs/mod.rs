//! Constructs: each owns its resources, takes typed props and says by `grant_*` what it lets others do.

mod connections_table;
mod handler;
mod items_table;
mod website;
mod websocket_api;

pub use connections_table::ConnectionsTable;
pub use handler::{Handler, HandlerProps};
pub use items_table::{ItemsTable, ItemsTableProps};
pub use website::{Website, WebsiteProps, content_security_policy};
pub use websocket_api::{Integrated, RouteProps, StageProps, Throttle, WebSocketApi};
