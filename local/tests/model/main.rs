//! Nothing is lost: random clients under faults, and each fault by itself.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "../laptop/client.rs"]
mod client;
mod faults;
mod stack;
