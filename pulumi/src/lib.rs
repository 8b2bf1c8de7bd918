//! A typed Pulumi SDK for Rust.
//!
//! A program declares resources to a [`Context`]; what a provider will say about them comes back as [`Output`]s, which are
//! inputs of other resources. The program's binary is its own language host ([`host::serve`]). `README.md` shows how a program is written.
//!
//! From the ground up; a module imports from rows above its own and from what stands before it in its row:
//!
//! | module | what it holds |
//! |---|---|
//! | [`value`] | values on the wire, with secrets, unknowns, files and archives |
//! | `request` | what an engine says to have a program run |
//! | `mask`, `problem`, `panic` | what went wrong, told without secrets |
//! | [`protocol`] | the engine's messages and services |
//! | [`log`], `callbacks` | messages to the engine, and what it calls |
//! | [`output`] | [`Output`]: values that become known while a program runs |
//! | [`mod@resource`] | what has been registered, as other resources refer to it |
//! | [`config`], [`input`] | a stack's configuration, typed; [`Input`]: what resources are given |
//! | [`context`] | what a program declares to: the engine, and what comes together while the program runs |
//! | [`hook`], [`transform`], [`options`] | functions that the engine calls; those that change what is declared; how a resource is to be treated |
//! | `register`, [`component`], [`invoke`] | resources of providers, resources that group others, functions of providers |
//! | `existing`, [`builtin`] | resources that others refer to; those of the engine's own, such as other stacks |
//! | [`resource!`], [`provider!`], [`function!`], [`method!`], [`arguments!`], [`enumeration!`], [`union!`] | what generated crates, such as `pulumi-aws`, consist of |
//! | [`format!`](crate::format) | a text made of outputs |
//! | [`program`] | a run of a program |
//! | [`host`] | the process that the Pulumi CLI starts |
//! | `engine` (feature `engine`) | the other side of the wire: an engine that runs programs without the CLI |
//! | `testing` (feature `engine`) | what a program declares, for its tests |

mod callbacks;
mod existing;
mod macros;
mod mask;
mod panic;
mod problem;
mod register;
mod request;

pub mod builtin;
pub mod component;
pub mod config;
pub mod context;
#[cfg(feature = "engine")]
pub mod engine;
pub mod hook;
pub mod host;
pub mod input;
pub mod invoke;
pub mod log;
pub mod options;
pub mod output;
pub mod program;
pub mod protocol;
pub mod resource;
#[cfg(feature = "engine")]
pub mod testing;
pub mod transform;
pub mod value;

pub use builtin::{StackReference, Stash};
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
pub use resource::{Reference, Registration, Resource};
pub use value::{Archive, Asset, Object, Value};
