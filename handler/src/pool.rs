//! The HTTP connections to one service, and their end after a pause.
//!
//! A sandbox is frozen between events. The other side closes idle connections meanwhile, but the function cannot notice
//! before it has sent a request into one of them; whether that request was carried out would be unknown. A frozen
//! machine's monotonic clock need not have moved, so the pause is measured by wall clock.

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use crate::durations::{CONNECT, IDLE};

/// Tells the wall-clock time.
pub type WallClock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// A connection pool that starts afresh after a pause: for one service, so that its calls alone say how long its
/// connections have been idle. Clones share it.
#[derive(Clone)]
pub struct Pool {
    clock: WallClock,
    state: Arc<Mutex<State>>,
}

struct State {
    connections: Connections,
    last_used: SystemTime,
}

impl Pool {
    /// An empty pool, whose pauses are measured by that clock.
    #[must_use]
    pub fn new(clock: WallClock) -> Self {
        let state = State {
            connections: Connections::new(),
            last_used: clock(),
        };
        Self {
            clock,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// From now on, requests are sent on new connections.
    pub(crate) fn renew(&self) {
        self.lock().connections = Connections::new();
    }

    /// Sends a request on an open connection or, without one that is free, on a new one.
    pub(crate) async fn send(
        &self,
        request: Request<SdkBody>,
    ) -> Result<Response<Incoming>, Error> {
        let answer = match self.begin(request.uri()) {
            ByScheme::Plain(client) => client.request(request),
            ByScheme::Tls(client) => client.request(request),
        };
        let answer = answer.await;
        // A request was answered.
        self.lock().last_used = (self.clock)();
        answer
    }

    /// The connections for a request: new ones if the last request was too long ago.
    fn begin(&self, uri: &Uri) -> ByScheme {
        let now = (self.clock)();
        let mut state = self.lock();
        // A clock that went backwards says nothing about the pause.
        if now
            .duration_since(state.last_used)
            .map_or(true, |pause| pause > IDLE)
        {
            state.connections = Connections::new();
        }
        state.last_used = now;
        state.connections.to(uri)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

/// What the SDK sends its requests by.
impl HttpClient for Pool {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let pool = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request
                .try_into_http1x()
                .map_err(|error| ConnectorError::user(error.into()))?;
            let answer = pool.send(request).await;
            let answer = answer.map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

type Plain = Client<TcpConnector, SdkBody>;
type Tls = Client<HttpsConnector<TcpConnector>, SdkBody>;

/// Open connections, kept for the next request to the same host.
struct Connections {
    plain: Plain,
    /// Made for the first endpoint that needs it: reading the machine's root certificates takes milliseconds.
    tls: Option<Tls>,
}

enum ByScheme {
    Plain(Plain),
    Tls(Tls),
}

impl Connections {
    fn new() -> Self {
        Self {
            plain: builder().build(tcp()),
            tls: None,
        }
    }

    fn to(&mut self, uri: &Uri) -> ByScheme {
        if uri.scheme_str() != Some("https") {
            return ByScheme::Plain(self.plain.clone());
        }
        let tls = self.tls.get_or_insert_with(|| {
            let mut tcp = tcp();
            tcp.enforce_http(false);
            let connector = HttpsConnectorBuilder::new()
                .with_tls_config(TLS.clone())
                .https_only()
                .enable_http1()
                .wrap_connector(tcp);
            builder().build(connector)
        });
        ByScheme::Tls(tls.clone())
    }
}

fn builder() -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_idle_timeout(IDLE);
    builder
}

fn tcp() -> TcpConnector {
    let mut tcp = TcpConnector::new();
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    tcp
}

/// One for all pools: root certificates are read once, and a connection that is opened again resumes its TLS session.
static TLS: LazyLock<ClientConfig> = LazyLock::new(|| {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        let problems = found.errors;
        tracing::error!(
            ?problems,
            "there are no root certificates here: no service can be trusted"
        );
    }
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has cipher suites of both versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
});
