//! The HTTP connections of an SDK client, and their end after a pause.
//!
//! A sandbox is frozen between events. The other side closes idle connections meanwhile, but the function cannot notice
//! before it has sent a request into one of them; whether that request was carried out would be unknown. A frozen
//! machine's monotonic clock need not have moved, so the pause is measured by wall clock.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Idle for longer than this, a connection counts as dead.
const IDLE: Duration = Duration::from_secs(15);

/// Tells the wall-clock time.
pub type WallClock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// A connection pool that starts afresh after a pause: for one client, so that its calls alone say how long its
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

    /// The connections for a request: new ones if the last request was longer than 15 s ago.
    fn begin(&self) -> Connections {
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
        state.connections.clone()
    }

    /// A request was answered.
    fn end(&self) {
        self.lock().last_used = (self.clock)();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpClient for Pool {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ByScheme {
            pool: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

/// Open connections, kept for the next request to the same host.
#[derive(Debug, Clone)]
struct Connections {
    plain: SharedHttpClient,
    tls: SharedHttpClient,
}

impl Connections {
    /// The SDK's own default client, with a shorter life for idle connections.
    fn new() -> Self {
        let builder = |settings: Option<&HttpConnectorSettings>,
                       components: Option<&RuntimeComponents>| {
            let mut builder = ConnectorBuilder::default().pool_idle_timeout(IDLE);
            builder.set_connector_settings(settings.cloned());
            builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            builder.set_proxy_config(Some(ProxyConfig::from_env()));
            builder
        };
        Self {
            plain: Builder::new().build_with_connector_fn(move |settings, components| {
                builder(settings, components).build_http()
            }),
            tls: Builder::new().build_with_connector_fn(move |settings, components| {
                let tls = tls::Provider::Rustls(CryptoMode::AwsLc);
                builder(settings, components).tls_provider(tls).build()
            }),
        }
    }
}

/// Chooses between plain and TLS connections by a request's scheme, so that reading the machine's root certificates costs
/// nothing where no endpoint needs them.
#[derive(Debug)]
struct ByScheme {
    pool: Pool,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for ByScheme {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Connections { plain, tls } = self.pool.begin();
        let client = if request.uri().starts_with("https:") {
            tls
        } else {
            plain
        };
        let answer = client
            .http_connector(&self.settings, &self.components)
            .call(request);
        let pool = self.pool.clone();
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            pool.end();
            answer
        })
    }
}
