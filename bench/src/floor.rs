//! A function that does nothing but what its event says: make these calls of the database, post so many frames, answer.
//!
//! No SDK and no protocol, and nothing is made of what the database answers: what is left is the runtime, signatures and a bare HTTP
//! client. Nothing that handles events over the Runtime API with the same calls and posts can be faster on this machine by much.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lambda_runtime::{LambdaEvent, service_fn};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};

/// Posts under way at a time: as many as with ours.
fn posts_at_a_time(peers: u64) -> usize {
    usize::try_from(peers / 4)
        .unwrap_or(usize::MAX)
        .clamp(16, 200)
}

/// As long as the event of a change.
const FRAME: &str = r#"{"message":"Item updated","response":{"Attributes":{"itemId":{"S":"00000000-0000-4000-8000-000000000000"},"title":{"S":"Water the plants of row 000000000000"},"status":{"S":"done"}}}}"#;

type Https = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Plays it, until the Runtime API is gone.
pub fn play() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(lambda_runtime::run(service_fn(answer)));
    served.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, Infallible> {
    let body = event.payload["body"].as_str().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let frame = match call_and_post(&body).await {
        Ok(()) => FRAME.to_owned(),
        Err(error) => json!({"error": format!("{error:#}")}).to_string(),
    };
    Ok(json!({"statusCode": 200, "body": frame}))
}

async fn call_and_post(body: &Value) -> Result<()> {
    for call in body["calls"].as_array().into_iter().flatten() {
        let operation = call["operation"]
            .as_str()
            .context("a call without an operation")?;
        ask(operation, &call["input"]).await?;
    }
    match body["peers"].as_u64() {
        None | Some(0) => Ok(()),
        Some(peers) => post_all(peers).await,
    }
}

async fn ask(operation: &str, input: &Value) -> Result<()> {
    static CLIENT: OnceLock<Client<HttpConnector, Full<Bytes>>> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Client::builder(TokioExecutor::new()).build(connector)
    });
    let uri = format!("{}/", variable("AWS_ENDPOINT_URL_DYNAMODB")?);
    let target = format!("DynamoDB_20120810.{operation}");
    let headers = [
        ("x-amz-target", target.as_str()),
        ("content-type", "application/x-amz-json-1.0"),
    ];
    let request = signed(
        uri,
        "dynamodb",
        &headers,
        input.to_string().into(),
        &identity()?,
    )?;
    let answer = client.request(request).await?;
    let status = answer.status();
    let answer = answer.into_body().collect().await?.to_bytes();
    anyhow::ensure!(status.is_success(), "{}", answer.escape_ascii());
    Ok(())
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}

fn identity() -> Result<Identity> {
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID")?,
        variable("AWS_SECRET_ACCESS_KEY")?,
        variable("AWS_SESSION_TOKEN").ok(),
        None,
        "environment",
    );
    Ok(credentials.into())
}

async fn post_all(peers: u64) -> Result<()> {
    static CLIENT: OnceLock<Https> = OnceLock::new();
    let client = CLIENT.get_or_init(client);
    let frame = Bytes::from_static(FRAME.as_bytes());
    let endpoint = variable("CONNECTIONS_ENDPOINT")?;
    let identity = identity()?;
    let mut posts = futures_util::stream::iter(0..peers)
        .map(|peer| {
            let uri = format!("{endpoint}/%40connections/peer{peer:011}%3D");
            async {
                let request = signed(uri, "execute-api", &[], frame.clone(), &identity)?;
                let answer = client.request(request).await?;
                anyhow::ensure!(answer.status().is_success(), "answered {}", answer.status());
                answer.into_body().collect().await?;
                Ok(())
            }
        })
        .buffer_unordered(posts_at_a_time(peers));
    while let Some(posted) = posts.next().await {
        posted?;
    }
    Ok(())
}

fn client() -> Https {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has cipher suites of both versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_only()
        .enable_http1()
        .build();
    Client::builder(TokioExecutor::new()).build(connector)
}

fn signed(
    uri: String,
    service: &str,
    headers: &[(&'static str, &str)],
    body: Bytes,
    identity: &Identity,
) -> Result<Request<Full<Bytes>>> {
    let parameters = v4::SigningParams::builder()
        .identity(identity)
        .region("eu-north-1")
        .name(service)
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()?
        .into();
    let signable = SignableRequest::new(
        "POST",
        &uri,
        headers.iter().copied(),
        SignableBody::Bytes(&body),
    )?;
    let (instructions, _) = sign(signable, &parameters)?.into_parts();
    let mut request = Request::post(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Full::new(body))?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}
