//! The laptop from outside: its command line, its sockets, its processes.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod boards;
mod command_line;
mod connections_api;
mod documents;
mod durability;
mod endpoint;
#[cfg(unix)]
mod full_disk;
mod functions_at_connections;
mod names;
mod page;
mod policies;
mod policy_documents;
mod process;
mod programs;
mod road;
// Processes are looked at by way of /proc.
#[cfg(target_os = "linux")]
mod room;
#[cfg(target_os = "linux")]
mod sandboxes;
mod signatures;
mod signer;
mod small_api;
mod state;
mod things;
mod throttles;
mod worker;
mod yaml;
