//! The Lambda behind the task board's WebSocket API.
//!
//! - [`run`]: the process - logs, configuration, clients, the Lambda runtime's loop
//! - [`Config`]: the environment; [`Clients`]: the SDK's clients and the connections they share
//! - [`Event`], [`Response`]: what API Gateway sends and wants back
//! - [`Handler`]: one event at a time - minds the deadline, picks the route, writes the log line
//! - `routes/`: a connection's beginning and end, and its messages, which are dispatched to the actions
//! - `actions/`: one file per action; each reads or writes, tells the others, replies
//! - `board`: what the actions act on; nobody misses a change without learning of it
//! - `durations`: every span of time, as a table; `retry`: trying again
//! - `tables/`: the two DynamoDB tables, with the actions that each needs
//! - `fanout/`: the other connections of a board
//! - `attempts`: what the SDK went through for one answer; `errors`: what that means to a client

mod actions;
mod attempts;
mod board;
mod caller;
mod clients;
mod clock;
mod config;
mod connections_api;
mod deadline;
mod done;
mod durations;
mod errors;
mod event;
mod fanout;
mod handler;
mod metric;
mod pool;
mod retry;
mod routes;
mod runtime;
mod tables;

pub use clients::Clients;
pub use config::{Config, ConfigError};
pub use event::{Event, Response};
pub use handler::Handler;
pub use pool::WallClock;
pub use runtime::run;
