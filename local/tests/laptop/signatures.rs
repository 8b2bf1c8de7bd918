//! Signatures of calls of `@connections`: which are accepted, and what the others get.

use super::{process::LaptopProcess, signer::Signer};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use serde_json::Value;
use std::time::{Duration, SystemTime};
use testkit::client::within;

/// The status, the error type and the message of an answer.
pub async fn answer(request: Request<Full<Bytes>>) -> (u16, String, String) {
    let client = HttpClient::builder(TokioExecutor::new()).build_http();
    let response = within(client.request(request), "an answer").await.unwrap();
    let status = response.status().as_u16();
    let error = response.headers().get("x-amzn-errortype").cloned();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    (
        status,
        error.map_or(String::new(), |e| e.to_str().unwrap().to_owned()),
        body["message"].as_str().unwrap_or_default().to_owned(),
    )
}

/// A laptop, and the URL of a connection to it that does not exist: who is let in learns that it is gone.
fn laptop() -> (LaptopProcess, String) {
    let laptop = LaptopProcess::in_memory();
    let connections = laptop.outputs["connectionsUrl"].as_str().unwrap();
    let url = format!("{connections}/AAAAAAAAAAAAAAA%3D");
    (laptop, url)
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

#[tokio::test]
async fn a_signature_is_accepted_for_five_minutes_either_way() {
    let (_laptop, url) = laptop();
    let signer = Signer::local("execute-api");
    for at in [
        SystemTime::now(),
        SystemTime::now() - minutes(4),
        SystemTime::now() + minutes(4),
    ] {
        let signer = Signer {
            at,
            ..signer.clone()
        };
        let (status, error, _) = answer(signer.request(Method::POST, &url, &[], "hello")).await;
        assert_eq!((status, error.as_str()), (410, "GoneException"));
    }
    let late = Signer {
        at: SystemTime::now() - minutes(6),
        ..signer.clone()
    };
    let (status, error, message) = answer(late.request(Method::POST, &url, &[], "hello")).await;
    assert_eq!((status, error.as_str()), (403, "InvalidSignatureException"));
    assert!(message.starts_with("Signature expired: 20"), "{message}");
    assert!(message.ends_with("- 5 min.)"), "{message}");

    let early = Signer {
        at: SystemTime::now() + minutes(6),
        ..signer
    };
    let (status, error, message) = answer(early.request(Method::POST, &url, &[], "hello")).await;
    assert_eq!((status, error.as_str()), (403, "InvalidSignatureException"));
    assert!(
        message.starts_with("Signature not yet current: 20"),
        "{message}"
    );
}

#[tokio::test]
async fn the_at_sign_and_the_equals_sign_may_be_percent_encoded_or_not() {
    let (_laptop, url) = laptop();
    let signer = Signer::local("execute-api");
    for (at, equals) in [
        ("@", "="),
        ("@", "%3D"),
        ("%40", "="),
        ("%40", "%3D"),
        ("%40", "%3d"),
    ] {
        let url = url.replace('@', at).replace("%3D", equals);
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let (status, error, _) = answer(signer.request(method, &url, &[], "")).await;
            assert_eq!((status, error.as_str()), (410, "GoneException"), "{url}");
        }
    }
}

#[tokio::test]
async fn whoever_is_not_known_or_signs_for_something_else_is_refused() {
    let (_laptop, url) = laptop();
    let local = Signer::local("execute-api");
    let cases = [
        (
            Signer {
                secret_access_key: "wrong".into(),
                ..local.clone()
            },
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided.",
        ),
        (
            Signer {
                access_key_id: "nobody".into(),
                ..local.clone()
            },
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            Signer {
                region: "us-east-1",
                ..local.clone()
            },
            "InvalidSignatureException",
            "Credential should be scoped to a valid region, not 'us-east-1'.",
        ),
        (
            Signer::local("dynamodb"),
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'execute-api'.",
        ),
    ];
    for (signer, expected, words) in cases {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let (status, error, message) = answer(signer.request(method, &url, &[], "")).await;
            assert_eq!((status, error.as_str()), (403, expected));
            assert!(message.starts_with(words), "{message}");
        }
    }
}

#[tokio::test]
async fn what_was_changed_after_it_was_signed_is_refused() {
    type Change = fn(&mut Request<Full<Bytes>>);
    let (_laptop, url) = laptop();
    let changes: [(&str, Change); 5] = [
        ("the body", |r| *r.body_mut() = Full::new("hellO".into())),
        ("the method", |r| *r.method_mut() = Method::DELETE),
        ("the connection", |r| {
            *r.uri_mut() = r
                .uri()
                .to_string()
                .replace("AAA%3D", "AAE%3D")
                .parse()
                .unwrap();
        }),
        ("the query", |r| {
            *r.uri_mut() = format!("{}?a=b", r.uri()).parse().unwrap()
        }),
        ("a signed header", |r| {
            r.headers_mut()
                .insert("x-amz-meta", HeaderValue::from_static("other"));
        }),
    ];
    for (what, change) in changes {
        let signer = Signer::local("execute-api");
        let mut request = signer.request(Method::POST, &url, &[("x-amz-meta", "one")], "hello");
        change(&mut request);
        let (status, error, _) = answer(request).await;
        assert_eq!(
            (status, error.as_str()),
            (403, "InvalidSignatureException"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_header_that_was_not_signed_may_be_added_on_the_way() {
    let (_laptop, url) = laptop();
    let mut request = Signer::local("execute-api").request(Method::POST, &url, &[], "hello");
    request
        .headers_mut()
        .insert("via", HeaderValue::from_static("1.1 proxy"));
    assert_eq!(answer(request).await.0, 410);
}

#[tokio::test]
async fn what_a_signature_lacks_is_named() {
    let (_laptop, url) = laptop();
    let signed = || Signer::local("execute-api").request(Method::POST, &url, &[], "hello");
    let without = |name: &'static str| {
        let mut request = signed();
        request.headers_mut().remove(HeaderName::from_static(name));
        request
    };
    let replacing = |what: &str, by: &str| {
        let mut request = signed();
        let header = request.headers_mut().get_mut("authorization").unwrap();
        let changed = header.to_str().unwrap().replace(what, by);
        *header = changed.try_into().unwrap();
        request
    };
    let incomplete = "IncompleteSignatureException";
    let cases = [
        (
            without("authorization"),
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        (
            without("x-amz-date"),
            incomplete,
            "Authorization header requires existence of either a 'X-Amz-Date'",
        ),
        (
            replacing("AWS4-HMAC-SHA256", "Basic"),
            incomplete,
            "Authorization header requires the algorithm 'AWS4-HMAC-SHA256'",
        ),
        (
            replacing("Signature=", "Sign="),
            incomplete,
            "Authorization header requires 'Signature' parameter.",
        ),
        (
            replacing("Credential=", "Key="),
            incomplete,
            "Authorization header requires 'Credential' parameter.",
        ),
        (
            replacing("SignedHeaders=", "Headers="),
            incomplete,
            "Authorization header requires 'SignedHeaders' parameter.",
        ),
        (
            replacing("/aws4_request", ""),
            incomplete,
            "Credential must have exactly 5 slash-delimited elements",
        ),
        (
            replacing("=host;", "="),
            incomplete,
            "'host' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            replacing(";x-amz-date", ""),
            incomplete,
            "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            replacing("local/2", "local/1"),
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD",
        ),
    ];
    for (request, expected, words) in cases {
        let (status, error, message) = answer(request).await;
        assert_eq!((status, error.as_str()), (403, expected), "{words}");
        assert!(message.starts_with(words), "{message}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_413() {
    let (_laptop, url) = laptop();
    let body = "x".repeat(128 * 1024 + 1);
    let (status, error, _) =
        answer(Signer::local("execute-api").request(Method::POST, &url, &[], &body)).await;
    assert_eq!((status, error.as_str()), (413, "PayloadTooLargeException"));
}

#[tokio::test]
async fn who_is_not_let_in_does_nothing_to_a_connection_and_learns_nothing_of_it() {
    let laptop = LaptopProcess::in_memory();
    let mut client = laptop.connect("?format=json").await;
    let url = laptop.connection_url(&mut client).await;
    let stranger = Signer {
        secret_access_key: "wrong".into(),
        ..Signer::local("execute-api")
    };
    for method in [Method::POST, Method::GET, Method::DELETE] {
        let (status, error, _) = answer(stranger.request(method, &url, &[], "hello")).await;
        assert_eq!((status, error.as_str()), (403, "InvalidSignatureException"));
    }
    client.expect_nothing().await;
}
