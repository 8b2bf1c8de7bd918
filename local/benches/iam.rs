//! What each call of a handler pays for its signature to be verified.
//!
//! `cargo bench --package local --bench iam` prints one table: medians of rounds, and the slowest. The baseline is what cannot be done
//! without: a hash of the body.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

#[path = "../tests/laptop/signer.rs"]
mod signer;

use http::{Method, request::Parts};
use local::iam::{Keys, Principal, Signatures};
use sha2::{Digest, Sha256};
use signer::Signer;
use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

const ROUNDS: usize = 50;
const CALLS: u32 = 2_000;

/// A post's usual size.
const BODY: usize = 512;

/// How long one call takes: the median of rounds, and the slowest round.
fn measure(mut call: impl FnMut()) -> (Duration, Duration) {
    let mut rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let before = Instant::now();
            for _ in 0..CALLS {
                call();
            }
            before.elapsed() / CALLS
        })
        .collect();
    rounds.sort();
    (rounds[ROUNDS / 2], rounds[ROUNDS - 1])
}

fn row(what: &str, (median, slowest): (Duration, Duration), baseline: Duration) {
    println!(
        "| {what} | {} ns | {} ns | {:.1} |",
        median.as_nanos(),
        slowest.as_nanos(),
        median.as_secs_f64() / baseline.as_secs_f64()
    );
}

fn main() {
    println!("| what | median | slowest | to its baseline |\n|---|--:|--:|--:|");

    let body = "x".repeat(BODY);
    let keys = Arc::new(Keys::default());
    let sandbox = Principal::Sandbox {
        role: "role".to_owned(),
        function: "handler".to_owned(),
    };
    let credentials = keys.issue(sandbox.clone());
    let signer = Signer::sandbox(&credentials, "execute-api");
    let url = "http://127.0.0.1:3001/production/%40connections/pKmNRfiGWK_S6gw%3D";
    let mut head: Parts = signer.request(Method::POST, url, &[], &body).into_parts().0;
    head.headers
        .insert("host", "127.0.0.1:3001".parse().unwrap());
    let signatures = Signatures::new(keys, "eu-north-1".to_owned(), "execute-api");
    let now = SystemTime::now();
    assert_eq!(
        signatures.verify(&head, body.as_bytes(), now).unwrap(),
        sandbox
    );

    let hash = measure(|| {
        black_box(Sha256::digest(black_box(body.as_bytes())));
    });
    row(&format!("SHA-256 of {BODY} bytes (baseline)"), hash, hash.0);
    let derive = measure(|| {
        let secret = &credentials.secret_access_key;
        let key =
            aws_sigv4::sign::v4::generate_signing_key(secret, now, "eu-north-1", "execute-api");
        drop(black_box(key));
    });
    row(
        "the day's key derived, of which a verification does one",
        derive,
        hash.0,
    );
    let verify = measure(|| {
        drop(black_box(signatures.verify(
            &head,
            black_box(body.as_bytes()),
            now,
        )))
    });
    row("a signature verified", verify, hash.0);
}
