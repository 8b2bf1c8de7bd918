//! The generated resources, as they arrive at an engine that holds them to the provider's schema.

#![allow(clippy::unwrap_used, missing_docs)]

mod parity;
mod resources;
