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
use http::uri::Scheme;
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
pub(crate) struct Pool {
    clock: WallClock,
    state: Arc<Mutex<State>>,
}

struct State {
    /// Those without and those with TLS, made for the first request that needs them: reading the machine's root certificates
    /// takes milliseconds.
    connections: [Option<Connections>; 2],
    last_used: SystemTime,
}

/// Open connections, kept for the next request to the same host.
type Connections = Client<HttpsConnector<TcpConnector>, SdkBody>;

impl Pool {
    /// An empty pool, whose pauses are measured by that clock.
    pub(crate) fn new(clock: WallClock) -> Self {
        let state = State {
            connections: [None, None],
            last_used: clock(),
        };
        Self {
            clock,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// From now on, requests are sent on new connections.
    pub(crate) fn renew(&self) {
        self.lock().connections = [None, None];
    }

    /// Sends a request on an open connection or, without one that is free, on a new one.
    pub(crate) async fn send(
        &self,
        request: Request<SdkBody>,
    ) -> Result<Response<Incoming>, Error> {
        let answer = self.begin(request.uri()).request(request).await;
        // A request was answered.
        self.lock().last_used = (self.clock)();
        answer
    }

    /// The connections for a request: new ones if the last request was too long ago.
    fn begin(&self, uri: &Uri) -> Connections {
        let now = (self.clock)();
        let mut state = self.lock();
        // A clock that went backwards says nothing about the pause.
        if now
            .duration_since(state.last_used)
            .map_or(true, |pause| pause > IDLE)
        {
            state.connections = [None, None];
        }
        state.last_used = now;
        let has_tls = uri.scheme() == Some(&Scheme::HTTPS);
        let connections = &mut state.connections[usize::from(has_tls)];
        connections.get_or_insert_with(|| connect(has_tls)).clone()
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

fn connect(has_tls: bool) -> Connections {
    let mut tcp = TcpConnector::new();
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    tcp.enforce_http(false);
    let tls = match has_tls {
        true => TLS.clone(),
        false => trusting(RootCertStore::empty()),
    };
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .build(connector)
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
    trusting(roots)
});

fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has cipher suites of both versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}
