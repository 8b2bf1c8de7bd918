//! The Lambda behind the task board's WebSocket API.
//!
//! - [`run`]: the process - logs, configuration, clients, the Lambda runtime's loop
//! - [`Config`]: the environment; [`Clients`]: the SDK's clients and the connections they share
//! - [`Event`], [`Response`]: what API Gateway sends and wants back
//! - [`Handler`]: one event at a time - picks the route, minds the deadline, writes the log line
//! - `routes/`: one file per route; a message's route decodes, writes, tells the others, replies
//! - `tables/`: the two DynamoDB tables, with the actions that each needs
//! - `announce`, `fanout/`: telling the other connections of a board; nobody misses a change without learning of it
//! - `attempts`: what the SDK went through for one answer; `errors`: what that means to a client

mod announce;
mod attempts;
mod caller;
mod clients;
mod clock;
mod config;
mod connections_api;
mod deadline;
mod errors;
mod event;
mod fanout;
mod handler;
mod insist;
mod metric;
mod pool;
mod routes;
mod runtime;
mod tables;

pub use clients::Clients;
pub use config::{AllowedOrigins, Config, ConfigError};
pub use event::{Event, EventType, RequestContext, Response};
pub use handler::Handler;
pub use pool::{Pool, WallClock};
pub use runtime::run;
