//! Bad input, on every run of `cargo test`: the corpus, and inputs made at random.
#![allow(clippy::unwrap_used, missing_docs)]

use fuzz::{Inputs, Sockets, decode};
use proptest::{collection::vec, prelude::*, sample::select};

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let corpus = fuzz::corpus(target).unwrap();
    assert!(corpus.len() > 10, "the corpus of {target} is there");
    corpus
}

#[test]
fn the_decoder_survives_its_corpus() {
    for (file, bytes) in corpus("decoder") {
        eprintln!("{file}");
        decode(&bytes);
    }
}

#[test]
fn the_gateway_survives_its_corpus_and_serves_on() {
    let sockets = Sockets::default();
    for (file, bytes) in corpus("frames") {
        eprintln!("{file}");
        sockets.send(&bytes);
    }
    sockets.serves();
}

#[test]
fn what_the_corpus_can_become_is_survived_too() {
    for input in Inputs::of("decoder", 1).unwrap().take(5_000) {
        decode(&input);
    }
    let sockets = Sockets::default();
    for input in Inputs::of("frames", 1).unwrap().take(500) {
        sockets.send(&input);
    }
    sockets.serves();
}

#[test]
fn a_seed_gives_the_same_inputs_again() {
    let inputs = |seed| -> Vec<_> { Inputs::of("frames", seed).unwrap().take(200).collect() };
    assert_eq!(inputs(1), inputs(1));
    assert_ne!(inputs(1), inputs(2));
}

/// Pieces of which texts are made that a decoder may stumble over.
const PIECES: [&str; 34] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\"action\"",
    "\"createItem\"",
    "\"updateStatus\"",
    "\"title\"",
    "\"status\"",
    "\"itemId\"",
    "\"todo\"",
    "\"limit\"",
    "\"exclusiveStartKey\"",
    "\"requestId\"",
    "\"clientToken\"",
    "\"expectedVersion\"",
    "\"__proto__\"",
    "null",
    "true",
    "1",
    "-0",
    "1e999",
    "9007199254740993",
    "\\ud800",
    "\\udc00",
    "\u{0}",
    "\u{1f469}",
    "é",
    " ",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_strange_for_the_decoder(text in vec(select(&PIECES[..]), 0..40)) {
        decode(text.concat().as_bytes());
    }

    #[test]
    fn no_field_is_too_strange_for_the_decoder(
        field in select(&["title", "status", "itemId", "limit", "exclusiveStartKey", "requestId", "clientToken", "expectedVersion"][..]),
        value in "\\PC{0,40}|[0-9eE.+-]{1,30}|\"(\\\\u[0-9a-f]{4}){1,4}\"|\\[{1,20}|(\\{\"a\":){1,20}",
    ) {
        let others = r#""action":"createItem","title":"a","status":"todo","itemId":"i""#;
        decode(format!(r#"{{{others},"{field}":{value}}}"#).as_bytes());
        decode(format!(r#"{{"{field}":{value},{others}}}"#).as_bytes());
    }

    #[test]
    fn no_bytes_are_too_strange_for_the_decoder(bytes in vec(any::<u8>(), 0..200)) {
        decode(&bytes);
    }
}

#[test]
fn no_frames_are_too_strange_for_the_gateway() {
    let sockets = Sockets::default();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let frame = (any::<u8>(), any::<u8>(), vec(any::<u8>(), 0..60))
        .prop_map(|(head, length, rest)| [vec![head, length], rest].concat());
    let bytes = (any::<bool>(), vec(frame, 0..4))
        .prop_map(|(raw, frames)| [vec![u8::from(raw)], frames.concat()].concat());
    runner
        .run(&bytes, |bytes| {
            sockets.send(&bytes);
            Ok(())
        })
        .unwrap();
    sockets.serves();
}
