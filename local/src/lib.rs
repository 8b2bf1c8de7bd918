//! The laptop: a stack's declared resources made real on this machine, without an account.
//!
//! - [`laptop`]: the whole, from a program to a board that serves
//! - [`project`], [`cli`]: what it is told, by `Pulumi.yaml`, the stack's file and the command line
//! - [`deployment`]: a run of the program; [`provider`]: what becomes of each declared resource; [`declared`]: what is known when it ended
//! - [`services`]: the services of AWS, one file each, with their types of resources and how these are made real
//! - [`road`]: what every call to a service passes, signature, policy, faults; [`dynamodb`] and [`connections_api`]: what is called
//! - [`iam`]: who makes calls, and whether they may; [`faults`]: what goes wrong on purpose
//! - [`lambda`] for functions as sandboxed processes, behind [`integration`]
//! - [`conditions`]: what a test gives a laptop besides its options
//! - `descriptors`: how many files and sockets it may have open
//! - [`page`]: the board in a browser, served beside the API
//! - [`yaml`]: YAML as the CLI reads it
//! - [`state`], [`names`]: what is kept, and how it is found again; [`account`], [`outputs`]: what is played, what is printed

pub mod account;
pub mod cli;
pub mod conditions;
pub mod connections_api;
pub mod declared;
pub mod deployment;
pub mod descriptors;
pub mod dynamodb;
pub mod faults;
pub mod iam;
pub mod integration;
pub mod lambda;
pub mod laptop;
pub mod names;
pub mod outputs;
pub mod page;
pub mod project;
pub mod provider;
pub mod road;
pub mod services;
pub mod state;
pub mod yaml;
