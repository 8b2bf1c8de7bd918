//! The laptop: a stack's declared resources made real on this machine, without an account.
//!
//! - [`laptop`]: the whole, from a program to a board that serves
//! - [`project`], [`cli`]: what it is told, by `Pulumi.yaml`, the stack's file and the command line
//! - [`deployment`]: a run of the program; [`provider`], [`resources`]: what becomes of each declared resource
//! - [`assembly`]: declared resources read as an API with routes, and functions; [`front_door`]: that API as the gateway serves it
//! - [`dynamodb`] for [`tables`], or an [`endpoint`] that is given; [`lambda`] for functions as sandboxed processes, behind [`integration`]
//! - [`gate`]: what a sandbox's calls pass before the database; [`iam`]: who makes them, and whether they may (`access`: where it
//!   comes in); [`faults`]: what goes wrong on purpose
//! - [`conditions`]: what a test gives a laptop besides its options
//! - `descriptors`: how many files and sockets it may have open
//! - [`page`]: the board in a browser, served beside the API
//! - [`state`], [`account`], [`outputs`]: what is remembered, what is played, what is printed

mod access;
pub mod account;
pub mod assembly;
pub mod cli;
pub mod conditions;
pub mod deployment;
#[cfg(unix)]
pub mod descriptors;
pub mod dynamodb;
pub mod endpoint;
pub mod faults;
pub mod front_door;
pub mod gate;
pub mod iam;
pub mod integration;
pub mod lambda;
pub mod laptop;
pub mod outputs;
pub mod page;
pub mod project;
pub mod provider;
pub mod resources;
pub mod state;
pub mod tables;
