//! What the program declares, seen as an engine sees it.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod account;
mod cost;
mod declarations;
mod deploy_role;
mod environments;
mod golden;
mod host;
mod monitoring;
mod previews;
mod secrets;
mod settings;
mod stacks;
mod website;
