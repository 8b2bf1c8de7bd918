//! What each call of a handler pays for IAM: a signature verified, and policies evaluated.
//!
//! `cargo bench --package local --bench iam` prints one table: medians of rounds, and the slowest. The baselines are what cannot be done
//! without: a hash of the body for a signature, one comparison of two texts for a policy.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

#[path = "../tests/laptop/signer.rs"]
mod signer;

use http::{Method, request::Parts};
use local::{
    account::ACCOUNT_ID,
    assembly::Declared,
    iam::{Access, Iam, Keys, Principal, Signatures, roles},
};
use serde_json::{Value, json};
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

fn declared(token: &str, inputs: Value, outputs: Value) -> Declared {
    Declared {
        token: token.to_owned(),
        name: "role".to_owned(),
        id: "role".to_owned(),
        inputs: serde_json::from_value(inputs).unwrap(),
        outputs: serde_json::from_value(outputs).unwrap(),
    }
}

/// A role with the board's statements, and as many more as are wanted before them.
fn iam(more: usize) -> Arc<Iam> {
    let arn = |resource: &str| {
        format!("arn:aws:{resource}").replace("ACCOUNT", &format!("eu-north-1:{ACCOUNT_ID}"))
    };
    let mut statements: Vec<_> = (0..more)
        .map(|n| json!({"Effect": "Deny", "Action": ["dynamodb:Put*", "dynamodb:*Item"], "Resource": arn(&format!("dynamodb:ACCOUNT:table/other-{n}/*"))}))
        .collect();
    statements.extend([
        json!({"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], "Resource": arn("dynamodb:ACCOUNT:table/items")}),
        json!({"Effect": "Allow", "Action": ["dynamodb:BatchWriteItem", "dynamodb:Query"], "Resource": arn("dynamodb:ACCOUNT:table/users")}),
        json!({"Effect": "Allow", "Action": "execute-api:ManageConnections", "Resource": [arn("execute-api:ACCOUNT:api/production/POST/@connections/*"), arn("execute-api:ACCOUNT:api/production/DELETE/@connections/*")]}),
        json!({"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": arn("logs:ACCOUNT:log-group:logs:*")}),
    ]);
    let policy = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let trust = infra::policy::trust("lambda.amazonaws.com");
    Iam::new(
        roles(&[
            declared(
                "aws:iam/role:Role",
                json!({"assumeRolePolicy": trust}),
                json!({"arn": "role"}),
            ),
            declared(
                "aws:iam/rolePolicy:RolePolicy",
                json!({"role": "role", "policy": policy}),
                json!({}),
            ),
        ])
        .unwrap(),
    )
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

    let resource = format!(
        "arn:aws:execute-api:eu-north-1:{ACCOUNT_ID}:api/production/DELETE/@connections/pKmNRfiGWK_S6gw="
    );
    let access = || Access::new("execute-api:ManageConnections", black_box(&resource));
    let other = resource.replace("gw=", "gx=");
    let compare = measure(|| {
        black_box(black_box(&resource) == black_box(&other));
    });
    row("two ARNs compared (baseline)", compare, compare.0);
    for more in [0, 100] {
        let iam = iam(more);
        let decide = measure(|| {
            assert!(black_box(iam.authorize(&sandbox, access())).is_ok());
        });
        row(
            &format!("the policy evaluated, of {} statements", more + 4),
            decide,
            compare.0,
        );
    }
}
