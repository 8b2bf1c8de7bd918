//! The service at the end of the road: an endpoint that speaks DynamoDB's HTTP interface.

use super::{call::Call, sign::Signer};
use crate::road::{Answer, Dropped, Service, ServiceCall};
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
use std::{fmt, time::Duration};

/// A connection that nothing was sent on for this long is not used again: servers close them, DynamoDB Local after 30 s.
const IDLE: Duration = Duration::from_secs(15);

/// Headers that are about one connection, and not about what is sent on it (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [header::HeaderName; 4] = [
    header::CONNECTION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// An endpoint that speaks DynamoDB's HTTP interface.
#[derive(Clone)]
pub struct Database {
    client: Client<HttpConnector, Full<Bytes>>,
    scheme: Scheme,
    authority: Authority,
    signer: Option<Signer>,
}

/// An address that leads to no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the base URL of an HTTP endpoint, such as http://127.0.0.1:8000")]
pub struct InvalidEndpoint(pub String);

impl Database {
    /// The database at a base URL.
    ///
    /// # Errors
    ///
    /// It is not a base URL.
    pub fn at(endpoint: &str) -> Result<Self, InvalidEndpoint> {
        let invalid = || InvalidEndpoint(endpoint.to_owned());
        let uri: Uri = endpoint.parse().map_err(|_| invalid())?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(invalid());
        };
        if scheme != Scheme::HTTP || parts.path_and_query.is_some_and(|path| path != "/") {
            return Err(invalid());
        }
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self {
            client,
            scheme,
            authority,
            signer: None,
        })
    }

    /// Signs every call anew, for a database that looks at signatures.
    #[must_use]
    pub fn signing_as(self, signer: Signer) -> Self {
        Self {
            signer: Some(signer),
            ..self
        }
    }

    /// Does a call, and returns the answer. A connection that the database closes is closed for the caller too.
    pub(crate) async fn forward(&self, call: Call) -> Answer {
        let body = call.body().clone();
        let mut request = Request::new(Full::new(body.clone()));
        let path = call.head.uri.path_and_query().map_or("/", |p| p.as_str());
        let uri = Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build();
        *request.uri_mut() = uri.map_err(|_| Dropped)?;
        *request.method_mut() = call.head.method;
        *request.headers_mut() = end_to_end(call.head.headers);
        // The layers may have changed the body.
        request.headers_mut().remove(header::CONTENT_LENGTH);
        // The host that was called is the laptop's.
        request.headers_mut().remove(header::HOST);
        if let Some(signer) = &self.signer {
            signer.sign(&mut request, &body)?;
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
