//! The SDK and the engine, from outside and over the wire between them.
//!
//! What is held here of the wire was seen under the real Pulumi CLI, for the same programs written with its official SDKs.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod aliases;
mod components;
mod config;
mod engine;
mod enumerations;
mod explicit_providers;
mod exports;
mod functions;
mod host;
mod host_troubles;
mod mocks;
mod options;
mod outcomes;
mod outputs;
mod preview;
mod problems;
mod protocol;
mod providers;
mod refusals;
mod registrations;
mod secrets;
mod thing;
mod transforms;
mod values;
