//! The Runtime API, version 2018-06-01: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.
//!
//! - [`call`]: what a sandbox asks and says, apart from HTTP
//! - [`server`]: the HTTP interface: every request becomes a [`Call`], which the sandbox's owner answers or refuses
//! - [`driver`]: an owner that gives one sandbox events and waits for each answer

pub mod call;
pub mod driver;
pub mod server;

pub use call::{Call, ErrorReport, Invocation, MAX_EVENT, Refusal, Reply};
pub use driver::Driver;
pub use server::RuntimeApi;
