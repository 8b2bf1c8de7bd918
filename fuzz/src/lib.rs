//! Bad input: what must hold whatever bytes come in. Fuzz targets, property tests and the replay of the corpus all use the same
//! two functions.
//!
//! - [`decode`]: a client's text as a request, or as a query string
//! - [`Sockets`]: a socket's bytes, as the gateway reads them
//! - [`Inputs`]: inputs without end, made of the [`corpus`]
//!
//! `cargo +nightly fuzz run --features libfuzzer --sanitizer none decoder` looks for inputs that break them, guided by coverage. What it finds belongs into
//! `corpus/`, which `cargo test` replays.

mod decoder;
mod frames;
mod inputs;

pub use decoder::decode;
pub use frames::Sockets;
pub use inputs::{Inputs, corpus};
