//! AWS Lambda on the laptop: sandboxes are processes, driven over the real Runtime API ([`testkit::runtime_api`]).
//!
//! - [`function`]: the way in, [`Function::invoke`]; [`options`]: how functions are run
//! - [`environment`]: what is declared, and the variables of a sandbox, those that are declared and those that Lambda sets
//! - `pool`: which sandbox takes which event, how many there are, and when one ends
//! - `sandbox`: the life of one sandbox, from its initialisation to its end
//! - [`at_work`]: which sandbox is at work on what, for faults
//! - `process`: the operating system's side of a sandbox
//! - [`tether`]: what ends a sandbox whose laptop is gone
//! - [`log`]: what a sandbox writes, line by line
//! - [`error`]: why an invocation failed
//!
//! Events and answers are bytes: nothing here knows of API Gateway.

pub mod at_work;
pub mod environment;
pub mod error;
pub mod function;
pub mod log;
pub mod options;
mod pool;
mod process;
mod sandbox;
pub mod tether;

pub use at_work::AtWork;
pub use environment::{Credentials, DeclaredEnvironment, EnvironmentError, FunctionConfig};
pub use error::{InitFailure, InitFailureCause, InvokeError, LastLines};
pub use function::Function;
pub use log::LogSink;
pub use options::Options;
pub use tether::end_with_the_laptop;
