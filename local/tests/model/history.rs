//! What really happened: every request with what its client was told, and every write that the database carried out.

use futures_util::future::BoxFuture;
use local::gate::{Answer, Call, Layer, Next};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// A moment in the order in which this process sees things.
pub type Moment = u64;

/// Of all boards of a laptop.
#[derive(Debug, Default)]
pub struct History {
    moments: AtomicU64,
    commits: Mutex<HashMap<String, Vec<Commit>>>,
    requests: Mutex<HashMap<String, Vec<Request>>>,
}

/// A write that was carried out.
#[derive(Debug, Clone)]
pub struct Commit {
    pub item: String,
    pub version: u64,
    /// Title and status; nothing if the item was deleted.
    pub state: Option<(String, String)>,
    /// It was carried out after the one and before the other.
    pub between: (Moment, Moment),
}

/// A request, and what its client was told.
#[derive(Debug, Clone)]
pub struct Request {
    pub asked: Value,
    pub between: (Moment, Moment),
    /// The reply, or nothing if it must take the outcome for unknown.
    pub reply: Option<Value>,
}

impl History {
    pub fn now(&self) -> Moment {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    pub fn request(&self, board: &str, request: Request) {
        let mut requests = self.requests.lock().unwrap();
        requests.entry(board.to_owned()).or_default().push(request);
    }

    pub fn of(&self, board: &str) -> (Vec<Request>, Vec<Commit>) {
        let requests = self.requests.lock().unwrap().remove(board);
        let commits = self.commits.lock().unwrap().remove(board);
        (requests.unwrap_or_default(), commits.unwrap_or_default())
    }

    fn commit(&self, board: &str, row: &Value, between: (Moment, Moment)) {
        let text = |name: &str| row[name]["S"].as_str().unwrap_or_default().to_owned();
        let live = row.get("deletedAt").is_none();
        let commit = Commit {
            item: text("itemId"),
            version: row["version"]["N"].as_str().unwrap().parse().unwrap(),
            state: live.then(|| (text("title"), text("status"))),
            between,
        };
        let mut commits = self.commits.lock().unwrap();
        commits.entry(board.to_owned()).or_default().push(commit);
    }
}

/// The last layer before the database: what passes here and is answered with 200 was carried out.
pub struct Recorder(pub std::sync::Arc<History>);

impl Layer for Recorder {
    fn pass(&self, call: Call, next: Next) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let put = call.input()["Item"].clone();
            let operation = call.operation().unwrap_or_default().to_owned();
            let before = self.0.now();
            let answer = next.run(call).await?;
            let after = self.0.now();
            if !answer.status().is_success() {
                return Ok(answer);
            }
            let row = match operation.as_str() {
                "PutItem" => put,
                "UpdateItem" => {
                    let body: Value = serde_json::from_slice(answer.body()).unwrap();
                    body["Attributes"].clone()
                }
                _ => Value::Null,
            };
            if let Some(board) = row["boardId"]["S"].as_str() {
                self.0.commit(board, &row, (before, after));
            }
            Ok(answer)
        })
    }
}
