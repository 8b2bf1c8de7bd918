//! API Gateway's `@connections`: each call signed and sent by itself, without the SDK's machinery around it, which takes twice
//! as long as all the rest of a post.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>

use std::sync::Arc;
use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use tokio::sync::Mutex;

use crate::durations::CREDENTIALS_RENEWAL;
use crate::pool::Pool;

/// What a path segment may hold unencoded (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A stage's `@connections`. Clones share its connections.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionsApi {
    /// URL of the resource above all connections.
    all: String,
    region: String,
    credentials: Option<SharedCredentialsProvider>,
    identity: Arc<Mutex<Option<Identity>>>,
    pool: Pool,
}

/// A frame that may go to many, hashed once.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    text: Bytes,
    sha256: String,
}

impl Frame {
    pub(crate) fn new(text: String) -> Self {
        Self {
            sha256: hex::encode(digest(&SHA256, text.as_bytes())),
            text: text.into(),
        }
    }
}

/// An answer, and what it says if it is a refusal.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) error: String,
}

impl ConnectionsApi {
    /// That of the stage with that base URL, with the region and the credentials of the SDK.
    pub(crate) fn new(stage: &str, sdk: &SdkConfig, pool: Pool) -> Self {
        Self {
            all: format!("{stage}/%40connections/"),
            region: sdk.region().map(ToString::to_string).unwrap_or_default(),
            credentials: sdk.credentials_provider(),
            identity: Arc::default(),
            pool,
        }
    }

    /// From now on, calls are made on new connections.
    pub(crate) fn renew(&self) {
        self.pool.renew();
    }

    /// Opens an HTTP connection, by a call without a signature, which is refused.
    pub(crate) async fn greet(&self) -> Result<Answer, BoxError> {
        let request = Request::get(self.url("prewarm=")).body(SdkBody::empty())?;
        self.send(request).await
    }

    /// Sends a frame to a connection (`POST`), or closes it (`DELETE`, with an empty frame).
    pub(crate) async fn call(
        &self,
        method: &Method,
        id: &str,
        frame: &Frame,
    ) -> Result<Answer, BoxError> {
        let url = self.url(id);
        let identity = self.identity().await?;
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("execute-api")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let body = SignableBody::Precomputed(frame.sha256.clone());
        let unsigned = SignableRequest::new(method.as_str(), &url, std::iter::empty(), body)?;
        let (signature, _) = sign(unsigned, &parameters)?.into_parts();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(&url)
            .body(SdkBody::from(frame.text.clone()))?;
        signature.apply_to_request_http1x(&mut request);
        if let Some(trace) = trace() {
            request.headers_mut().insert("x-amzn-trace-id", trace);
        }
        self.send(request).await
    }

    async fn send(&self, request: Request<SdkBody>) -> Result<Answer, BoxError> {
        let (head, body) = self.pool.send(request).await?.into_parts();
        // Read to its end, so that the HTTP connection can be used again.
        let body = body.collect().await?.to_bytes();
        let error = if head.status.is_success() {
            String::new()
        } else {
            let kind = head.headers.get("x-amzn-errortype");
            let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            format!("{kind} {}", String::from_utf8_lossy(&body))
        };
        Ok(Answer {
            status: head.status,
            error,
        })
    }

    fn url(&self, id: &str) -> String {
        format!("{}{}", self.all, utf8_percent_encode(id, UNRESERVED))
    }

    /// The credentials to sign with, which are asked for once and again before they end.
    async fn identity(&self) -> Result<Identity, BoxError> {
        let soon = SystemTime::now() + CREDENTIALS_RENEWAL;
        let mut known = self.identity.lock().await;
        if let Some(identity) = &*known
            && identity.expiration().is_none_or(|end| end > soon)
        {
            return Ok(identity.clone());
        }
        let provider = self.credentials.as_ref();
        let provider = provider.ok_or("there is nothing that provides credentials")?;
        let identity = Identity::from(provider.provide_credentials().await?);
        Ok(known.insert(identity).clone())
    }
}

/// The invocation's trace, which the SDK sends as well: AWS finds functions that call themselves by it.
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html>
fn trace() -> Option<HeaderValue> {
    let trace = std::env::var("_X_AMZN_TRACE_ID").ok()?;
    HeaderValue::from_str(&trace).ok()
}
