//! A typed Pulumi SDK for Rust.
//!
//! A program declares resources to a [`Context`]; what a provider will say about them comes back as [`Output`]s, which are
//! inputs of other resources. The program's binary is its own language host ([`host::serve`]).
//!
//! | module | what it holds |
//! |---|---|
//! | [`output`] | [`Output`]: values that become known while a program runs |
//! | [`input`] | [`Input`]: what resources are given |
//! | [`value`] | values on the wire, with secrets, unknowns, files and archives |
//! | [`mod@resource`], [`options`], [`component`] | what is declared, and how |
//! | [`invoke`] | functions of providers |
//! | [`resource!`], [`provider!`], [`function!`], [`arguments!`], [`enumeration!`] | what generated crates, such as `pulumi-aws`, consist of |
//! | [`config`] | a stack's configuration, typed |
//! | [`context`], [`program`], [`log`] | a run of a program |
//! | [`host`] | the process that the Pulumi CLI starts |
//! | `engine` (feature `engine`) | the other side of the wire: an engine that runs programs without the CLI |
//! | `testing` (feature `engine`) | what a program declares, for its tests |

mod keyed;
mod macros;
mod mask;
mod panic;
mod problem;
mod register;
mod request;

pub mod component;
pub mod config;
pub mod context;
#[cfg(feature = "engine")]
pub mod engine;
pub mod host;
pub mod input;
pub mod invoke;
pub mod log;
pub mod options;
pub mod output;
pub mod program;
pub mod resource;
#[cfg(feature = "engine")]
pub mod testing;
pub mod value;

pub use component::Component;
pub use config::Config;
pub use context::Context;
pub use input::{Arguments, Input, Property};
pub use invoke::{Invocation, InvokeOptions};
pub use options::{Alias, CustomTimeouts, ResourceOptions};
pub use output::Output;
pub use problem::Problem;
pub use program::{RunError, run};
pub use request::RunRequest;
pub use resource::{Registration, Resource};
pub use value::{Archive, Asset, Object, Value};
