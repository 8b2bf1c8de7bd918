//! The service at the end of the road: an endpoint that speaks DynamoDB's HTTP interface, be it this process's own or another one.

use super::{
    call::{CONTENT_TYPE, Call, TARGET},
    sign::Signer,
};
use crate::road::{Answer, Dropped, HttpCall, Service, ServiceCall};
use anyhow::{Context as _, bail};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{
    HeaderMap, Request, Uri, header,
    uri::{Authority, Scheme},
};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde_json::{Value, json};
use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

/// A connection that nothing was sent on for this long is not used again: servers close them, DynamoDB Local after 30 s.
const IDLE: Duration = Duration::from_secs(15);

/// Headers that are about one connection, and not about what is sent on it (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [header::HeaderName; 4] = [
    header::CONNECTION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The base URL of an endpoint that speaks DynamoDB's HTTP interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Authority);

/// A text that is no such URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the base URL of an HTTP endpoint, such as http://127.0.0.1:8000")]
pub struct InvalidEndpoint(String);

impl FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let uri: Uri = url.parse().ok()?;
            let is_base = uri.scheme() == Some(&Scheme::HTTP) && uri.path() == "/";
            let authority = uri.authority().filter(|_| is_base && uri.query().is_none());
            authority.cloned().map(Self)
        };
        parse().ok_or_else(|| InvalidEndpoint(url.to_owned()))
    }
}

impl From<SocketAddr> for Endpoint {
    fn from(address: SocketAddr) -> Self {
        let authority = address.to_string().try_into();
        Self(authority.expect("an address and a port are an authority"))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

impl Endpoint {
    /// A folder's name, since each endpoint has tables of its own.
    pub fn folder(&self) -> String {
        format!("dynamodb-{}", self.0.as_str().replace(':', "-"))
    }
}

/// A client of an endpoint.
#[derive(Clone)]
pub struct Database {
    client: Client<HttpConnector, Full<Bytes>>,
    endpoint: Endpoint,
    signer: Signer,
    /// Whether calls are signed anew, for a database that knows none of the laptop's keys.
    is_external: bool,
}

impl Database {
    /// The database of this process, at its endpoint.
    pub(super) fn embedded(endpoint: Endpoint) -> Self {
        Self::at(endpoint, "local", false)
    }

    /// Another database, which is in a region, if it answers.
    ///
    /// # Errors
    ///
    /// It does not, or only to refuse.
    pub async fn external(endpoint: Endpoint, region: &str) -> anyhow::Result<Self> {
        let database = Self::at(endpoint, region, true);
        database.call("ListTables", json!({"Limit": 1})).await?;
        Ok(database)
    }

    fn at(endpoint: Endpoint, region: &str, is_external: bool) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self {
            client,
            endpoint,
            signer: Signer::from_env(region),
            is_external,
        }
    }

    /// Makes a call of the laptop's own, and returns its output.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the call is refused.
    pub async fn call(&self, operation: &str, input: Value) -> anyhow::Result<Value> {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, CONTENT_TYPE)
            .header(TARGET, format!("DynamoDB_20120810.{operation}"))
            .body(())
            .expect("these are a method, a path and headers");
        let call = Call::new(request.into_parts().0, input.to_string().into());
        let answer = self.forward(call).await.ok().with_context(|| {
            format!(
                "no DynamoDB answers at {}: start it, or leave out --dynamodb for the embedded one",
                self.endpoint
            )
        })?;
        let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status().is_success() {
            return Ok(body);
        }
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        bail!(
            "{operation} is refused by {}: {} {}{}",
            self.endpoint,
            text("__type"),
            text("message"),
            text("Message"),
        )
    }

    /// Does a call, and returns the answer. A connection that the database closes is closed for the caller too.
    pub(crate) async fn forward(&self, call: Call) -> Answer {
        let body = call.body().clone();
        let mut request = Request::new(Full::new(body.clone()));
        let path = call.head.uri.path_and_query().map_or("/", |p| p.as_str());
        let uri = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.endpoint.0.clone())
            .path_and_query(path)
            .build();
        *request.uri_mut() = uri.map_err(|_| Dropped)?;
        *request.method_mut() = call.head.method;
        *request.headers_mut() = end_to_end(call.head.headers);
        // The layers may have changed the body.
        request.headers_mut().remove(header::CONTENT_LENGTH);
        // The host that was called is the laptop's.
        request.headers_mut().remove(header::HOST);
        if self.is_external || !request.headers().contains_key(header::AUTHORIZATION) {
            self.signer.sign(&mut request, &body)?;
        }
        let response = self.client.request(request).await;
        let (mut head, body) = response.map_err(unreachable)?.into_parts();
        let body = body.collect().await.map_err(unreachable)?;
        head.headers = end_to_end(head.headers);
        head.headers.remove(header::CONTENT_LENGTH);
        Ok(http::Response::from_parts(head, body.to_bytes()))
    }
}

impl Service<Call> for Database {
    fn serve(&self, call: Call) -> BoxFuture<'_, Answer> {
        Box::pin(self.forward(call))
    }
}

fn unreachable(problem: impl fmt::Debug) -> Dropped {
    // Debug tells the causes as well.
    tracing::warn!(?problem, "the database did not answer");
    Dropped
}

fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    headers
}
