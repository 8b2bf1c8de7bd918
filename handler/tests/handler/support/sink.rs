//! An `@connections` endpoint: it keeps what is posted, and behaves as a test wants it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use super::database::Journal;
use super::{Answer, Request, Server};

/// What calls for one connection are answered.
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

#[derive(Default)]
struct State {
    behaviours: HashMap<String, Behaviour>,
    frames: HashMap<String, Vec<Value>>,
    attempts: HashMap<String, usize>,
    closed: Vec<String>,
    paths: Vec<String>,
    open: usize,
}

pub struct Sink {
    pub server: Server,
    state: Arc<Mutex<State>>,
}

impl Sink {
    pub async fn start(journal: Journal) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| {
            let (status, slow) = answer(&mut shared.lock().unwrap(), &journal, &request);
            let open = Open::new(Arc::clone(&shared));
            async move {
                tokio::time::sleep(slow).await;
                drop(open);
                match status {
                    0 => {
                        tokio::time::sleep(Duration::from_secs(60)).await;
                        Answer::Drop
                    }
                    410 => Answer::new(
                        410,
                        &[("x-amzn-errortype", "GoneException")],
                        "{\"message\":\"gone\"}",
                    ),
                    status => Answer::new(status, &[], ""),
                }
            }
        })
        .await;
        Self { server, state }
    }

    /// The stage's base URL.
    pub fn url(&self) -> String {
        format!("http://{}/production", self.server.address)
    }

    pub fn behave(&self, id: &str, behaviour: Behaviour) {
        self.state
            .lock()
            .unwrap()
            .behaviours
            .insert(id.to_owned(), behaviour);
    }

    /// The frames that a connection has got since it was last looked at.
    pub fn frames(&self, id: &str) -> Vec<Value> {
        self.state
            .lock()
            .unwrap()
            .frames
            .remove(id)
            .unwrap_or_default()
    }

    /// How many posts to that connection were tried.
    pub fn attempts(&self, id: &str) -> usize {
        self.state
            .lock()
            .unwrap()
            .attempts
            .get(id)
            .copied()
            .unwrap_or_default()
    }

    /// How many calls came and are not yet answered.
    pub fn open(&self) -> usize {
        self.state.lock().unwrap().open
    }

    /// The connections that were closed, in order.
    pub fn closed(&self) -> Vec<String> {
        self.state.lock().unwrap().closed.clone()
    }

    /// The paths of all calls as they came.
    pub fn paths(&self) -> Vec<String> {
        self.state.lock().unwrap().paths.clone()
    }
}

/// A call that is not yet answered.
struct Open(Arc<Mutex<State>>);

impl Open {
    fn new(state: Arc<Mutex<State>>) -> Self {
        state.lock().unwrap().open += 1;
        Self(state)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.lock().unwrap().open -= 1;
    }
}

fn answer(state: &mut State, journal: &Journal, request: &Request) -> (u16, Duration) {
    let Some(id) = request
        .path
        .strip_prefix("/production/@connections/")
        .or_else(|| request.path.strip_prefix("/production/%40connections/"))
    else {
        return (403, Duration::ZERO);
    };
    if !request.headers.contains_key("authorization") {
        journal
            .lock()
            .unwrap()
            .push(format!("{} unsigned", request.method));
        return (403, Duration::ZERO);
    }
    let id = id.replace("%3D", "=");
    state.paths.push(request.path.clone());
    journal
        .lock()
        .unwrap()
        .push(format!("{} {id}", request.method));
    let behaviour = state.behaviours.entry(id.clone()).or_default();
    let slow = behaviour.slow;
    if request.method == "DELETE" {
        let status = behaviour.delete.unwrap_or(204);
        if status == 204 {
            state.closed.push(id);
        }
        return (status, slow);
    }
    *state.attempts.entry(id.clone()).or_default() += 1;
    let status = match behaviour.posts.is_empty() {
        false => behaviour.posts.remove(0),
        true => behaviour.always.unwrap_or(200),
    };
    if status == 200 {
        state
            .frames
            .entry(id)
            .or_default()
            .push(serde_json::from_slice(&request.body).unwrap());
    }
    (status, slow)
}
