//! `cargo +nightly fuzz run --features libfuzzer --sanitizer none decoder`
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::decode(bytes));
