//! A function that does nothing but what its event says: make these calls of the database, post so many frames, answer.
//!
//! No SDK and no protocol, and nothing is made of what the database answers: what is left is the runtime, signatures and a bare HTTP
//! client. Nothing that handles events over the Runtime API with the same calls and posts can be faster on this machine by much.

use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
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
use tokio::sync::OnceCell;

/// Posts under way at a time: as many as with ours.
fn posts_at_a_time(peers: u64) -> usize {
    usize::try_from(peers / 4)
        .unwrap_or(usize::MAX)
        .clamp(16, 200)
}

/// As long as the event of a change.
const FRAME: &str = r#"{"message":"Item updated","response":{"Attributes":{"itemId":{"S":"00000000-0000-4000-8000-000000000000"},"title":{"S":"Water the plants of row 000000000000"},"status":{"S":"done"}}}}"#;

/// Plays it, until the Runtime API is gone.
pub fn play() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(lambda_runtime::run(service_fn(answer)));
    served.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, lambda_runtime::Error> {
    static CLIENT: OnceCell<Bare> = OnceCell::const_new();
    let client = CLIENT.get_or_try_init(async || Bare::new()).await?;
    let body = event.payload["body"].as_str().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    for call in body["calls"].as_array().into_iter().flatten() {
        client.call(call).await?;
    }
    client
        .post_all(body["peers"].as_u64().unwrap_or_default())
        .await?;
    Ok(json!({"statusCode": 200, "body": FRAME}))
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}

/// A client that signs what it sends, and no more.
struct Bare {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    identity: Identity,
    database: String,
    connections: String,
}

impl Bare {
    fn new() -> Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let credentials = Credentials::new(
            variable("AWS_ACCESS_KEY_ID")?,
            variable("AWS_SECRET_ACCESS_KEY")?,
            variable("AWS_SESSION_TOKEN").ok(),
            None,
            "environment",
        );
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            identity: credentials.into(),
            database: format!("{}/", variable("AWS_ENDPOINT_URL_DYNAMODB")?),
            connections: variable("CONNECTIONS_ENDPOINT")?,
        })
    }

    async fn call(&self, call: &Value) -> Result<()> {
        let operation = call["operation"].as_str();
        let operation = operation.context("a call without an operation")?;
        let headers = [
            ("x-amz-target", &*format!("DynamoDB_20120810.{operation}")),
            ("content-type", "application/x-amz-json-1.0"),
        ];
        let body = call["input"].to_string().into();
        self.post(&self.database, "dynamodb", &headers, body).await
    }

    async fn post_all(&self, peers: u64) -> Result<()> {
        let posts = futures_util::stream::iter(0..peers).map(async |peer| {
            let uri = format!("{}/%40connections/peer{peer:011}%3D", self.connections);
            self.post(
                &uri,
                "execute-api",
                &[],
                Bytes::from_static(FRAME.as_bytes()),
            )
            .await
        });
        posts
            .buffer_unordered(posts_at_a_time(peers))
            .try_collect()
            .await
    }

    async fn post(
        &self,
        uri: &str,
        service: &str,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<()> {
        let parameters = v4::SigningParams::builder()
            .identity(&self.identity)
            .region("eu-north-1")
            .name(service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let signed_headers = headers.iter().copied();
        let signable =
            SignableRequest::new("POST", uri, signed_headers, SignableBody::Bytes(&body))?;
        let (instructions, _) = sign(signable, &parameters)?.into_parts();
        let mut request = Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Full::new(body))?;
        instructions.apply_to_request_http1x(&mut request);
        let answer = self.client.request(request).await?;
        let status = answer.status();
        let answer = answer.into_body().collect().await?.to_bytes();
        anyhow::ensure!(status.is_success(), "{status}: {}", answer.escape_ascii());
        Ok(())
    }
}
