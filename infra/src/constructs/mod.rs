//! Constructs: each owns its resources, takes typed props and says by `grant_*` what it lets others do.

mod alarms;
mod dashboard;
mod handler;
mod role;
mod stage;
mod table;
mod watched;
mod website;
mod websocket_api;

pub use alarms::{Alarms, AlarmsProps};
pub use dashboard::Dashboard;
pub use handler::{Handler, HandlerProps};
pub use role::Role;
pub use stage::{Stage, StageProps, ThrottleProps};
pub use table::{Table, TableProps};
pub use watched::Watched;
pub use website::{Website, WebsiteProps, content_security_policy};
pub use websocket_api::{RouteProps, WebSocketApi, WebSocketApiProps};
