//! The protocol from outside: text in, text out.
#![allow(clippy::unwrap_used)]

mod connecting;
mod contract;
mod encoding;
mod requests;
mod shared_names;
