//! `cargo +nightly fuzz run --features libfuzzer --sanitizer none frames`
#![no_main]

use fuzz::Sockets;
use std::sync::LazyLock;

/// Never dropped: at the end of the process there is no runtime left to shut it down with.
static SOCKETS: LazyLock<Sockets> = LazyLock::new(Sockets::default);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| SOCKETS.send(bytes));
