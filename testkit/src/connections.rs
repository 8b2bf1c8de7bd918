//! `@connections` of a stage named `production`: keeps what is posted, and fails as it is told.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>

use crate::http_server::{Dropped, Request, Server, answer};
use bytes::Bytes;
use http::Method;
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio_rustls::TlsAcceptor;

/// The largest frame, in bytes:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>.
const MAX_FRAME: usize = 128 * 1024;

/// How the calls for one connection are answered.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Answers of the next posts, one after the other; 0 is no answer at all. Then every post is answered 200.
    pub posts: Vec<u16>,
    /// The answer of every post that `posts` does not say.
    pub always: Option<u16>,
    /// The answer of DELETE; 204 unless set.
    pub delete: Option<u16>,
    /// How long every answer takes.
    pub slow: Duration,
}

/// The calls since the last [`take`](Connections::take).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Signed posts.
    pub posts: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Posts larger than a frame may be.
    pub too_large: u64,
    /// Connections that were opened.
    pub opened: u64,
}

#[derive(Default)]
struct State {
    behaviours: HashMap<String, Behaviour>,
    /// How long every answer takes.
    slow: Duration,
    frames: HashMap<String, Vec<Bytes>>,
    attempts: HashMap<String, usize>,
    closed: Vec<String>,
    paths: Vec<String>,
    traffic: Traffic,
    under_way: usize,
}

/// A running `@connections`.
pub struct Connections {
    /// The server behind it.
    pub server: Server,
    state: Arc<Mutex<State>>,
}

impl Connections {
    /// Starts it, with TLS or without. `note` is told of every call: its method, and the connection's id or `unsigned`.
    ///
    /// # Errors
    /// There is no port.
    pub async fn start(
        tls: Option<TlsAcceptor>,
        note: impl Fn(&Method, &str) + Clone + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = Server::start(tls, move |request| {
            let (status, slow) = lock(&shared).take_call(&request, &note);
            let under_way = UnderWay::new(Arc::clone(&shared));
            async move {
                tokio::time::sleep(slow).await;
                drop(under_way);
                match status {
                    0 => {
                        tokio::time::sleep(Duration::from_secs(60)).await;
                        Err(Dropped)
                    }
                    410 => answer(410, &[("x-amzn-errortype", "GoneException")], REFUSED),
                    413 => {
                        let kind = [("x-amzn-errortype", "PayloadTooLargeException")];
                        answer(413, &kind, REFUSED)
                    }
                    status => answer(status, &[], ""),
                }
            }
        });
        Ok(Self {
            server: server.await?,
            state,
        })
    }

    /// How calls for that connection are answered from now on.
    pub fn behave(&self, id: &str, behaviour: Behaviour) {
        self.state().behaviours.insert(id.to_owned(), behaviour);
    }

    /// Answers every call so much later from now on.
    pub fn slow_down(&self, slow: Duration) {
        self.state().slow = slow;
    }

    /// The frames that a connection has got since it was last looked at.
    pub fn frames(&self, id: &str) -> Vec<Bytes> {
        self.state().frames.remove(id).unwrap_or_default()
    }

    /// How many posts to that connection were tried.
    pub fn attempts(&self, id: &str) -> usize {
        self.state().attempts.get(id).copied().unwrap_or_default()
    }

    /// How many calls came and are not yet answered.
    pub fn under_way(&self) -> usize {
        self.state().under_way
    }

    /// The connections that were closed, in order.
    pub fn closed(&self) -> Vec<String> {
        self.state().closed.clone()
    }

    /// The paths of all calls as they came.
    pub fn paths(&self) -> Vec<String> {
        self.state().paths.clone()
    }

    /// The traffic since the last time. Whatever else was kept of these calls is forgotten.
    pub fn take(&self) -> Traffic {
        let mut state = self.state();
        let traffic = Traffic {
            opened: self.server.newly_accepted(),
            ..std::mem::take(&mut state.traffic)
        };
        *state = State {
            behaviours: std::mem::take(&mut state.behaviours),
            slow: state.slow,
            under_way: state.under_way,
            ..State::default()
        };
        traffic
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

const REFUSED: &str = r#"{"message":"as it was told"}"#;

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call that is not yet answered.
struct UnderWay(Arc<Mutex<State>>);

impl UnderWay {
    fn new(state: Arc<Mutex<State>>) -> Self {
        lock(&state).under_way += 1;
        Self(state)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        lock(&self.0).under_way -= 1;
    }
}

impl State {
    /// Keeps what a call says. Returns the status that answers it, and after how long.
    fn take_call(&mut self, request: &Request, note: impl Fn(&Method, &str)) -> (u16, Duration) {
        let path = request.uri().path().replace("%40", "@");
        let Some(id) = path.strip_prefix("/production/@connections/") else {
            return (403, Duration::ZERO);
        };
        if !request.headers().contains_key("authorization") {
            note(request.method(), "unsigned");
            return (403, Duration::ZERO);
        }
        let id = id.replace("%3D", "=");
        note(request.method(), &id);
        self.paths.push(request.uri().path().to_owned());
        let behaviour = self.behaviours.entry(id.clone()).or_default();
        let slow = behaviour.slow.max(self.slow);
        if request.method() == Method::DELETE {
            let status = behaviour.delete.unwrap_or(204);
            if status == 204 {
                self.closed.push(id);
            }
            return (status, slow);
        }
        let size = request.body().len();
        let status = match () {
            () if size > MAX_FRAME => 413,
            () if behaviour.posts.is_empty() => behaviour.always.unwrap_or(200),
            () => behaviour.posts.remove(0),
        };
        self.traffic.posts += 1;
        self.traffic.bytes += size as u64;
        self.traffic.too_large += u64::from(status == 413);
        *self.attempts.entry(id.clone()).or_default() += 1;
        if status == 200 {
            let frames = self.frames.entry(id).or_default();
            frames.push(request.body().clone());
        }
        (status, slow)
    }
}
