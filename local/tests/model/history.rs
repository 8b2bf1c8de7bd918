//! What really happened: every request with what its client was told, and every write that the database carried out.

use futures_util::future::BoxFuture;
use local::{
    dynamodb::Call,
    road::{Answer, Layer, Next},
};
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
    boards: Mutex<HashMap<String, Happened>>,
}

/// On one board.
#[derive(Debug, Clone, Default)]
pub struct Happened {
    pub requests: Vec<Request>,
    pub commits: Vec<Commit>,
    pub events: Vec<Heard>,
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

/// An event that a client received.
#[derive(Debug, Clone)]
pub struct Heard {
    pub client: usize,
    pub event: Value,
    pub at: Moment,
}

impl Commit {
    /// What a row of the items table says.
    pub fn of(row: &Value, between: (Moment, Moment)) -> Self {
        let text = |name: &str| row[name]["S"].as_str().unwrap_or_default().to_owned();
        let live = row.get("deletedAt").is_none();
        Self {
            item: text("itemId"),
            version: row["version"]["N"].as_str().unwrap().parse().unwrap(),
            state: live.then(|| (text("title"), text("status"))),
            between,
        }
    }
}

impl History {
    pub fn now(&self) -> Moment {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    pub fn request(&self, board: &str, request: Request) {
        self.on(board, |happened| happened.requests.push(request));
    }

    pub fn event(&self, board: &str, heard: Heard) {
        self.on(board, |happened| happened.events.push(heard));
    }

    fn commit(&self, board: &str, commit: Commit) {
        self.on(board, |happened| happened.commits.push(commit));
    }

    fn on(&self, board: &str, add: impl FnOnce(&mut Happened)) {
        let mut boards = self.boards.lock().unwrap();
        add(boards.entry(board.to_owned()).or_default());
    }

    /// What has happened on a board so far.
    pub fn of(&self, board: &str) -> Happened {
        let boards = self.boards.lock().unwrap();
        boards.get(board).cloned().unwrap_or_default()
    }

    pub fn forget(&self, board: &str) {
        self.boards.lock().unwrap().remove(board);
    }
}

/// The last layer before the database: what passes here and is answered with 200 was carried out.
pub struct Recorder(pub std::sync::Arc<History>);

impl Layer<Call> for Recorder {
    fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
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
                self.0.commit(board, Commit::of(&row, (before, after)));
            }
            Ok(answer)
        })
    }
}
