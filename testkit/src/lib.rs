//! What tests and measurements share: the services around a function and a client, each once.
//!
//! - [`runtime_api`]: Lambda's Runtime API for one sandbox. The laptop serves its sandboxes with it too (ADR 18).
//! - [`http_server`]: an HTTP server whose answers a closure decides about
//! - [`connections`]: `@connections` on that server: keeps what is posted, fails as it is told
//! - [`client`]: a WebSocket client
//! - [`retries`]: tests that may run again, and the list of those that did
//!
//! What a test cannot go on without panics here, so that tests need not say so.

pub mod client;
pub mod connections;
pub mod http_server;
pub mod retries;
pub mod runtime_api;
