//! A client by the four rules of docs/protocol.md, which notes what it hears. It comes back when its connection ends.

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use testkit::client::Socket;
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;

/// How often a first handshake is tried: sandboxes may all be at work when a crowd comes.
const HANDSHAKES: u32 = 20;

/// How long a client waits for a reply before it connects anew. No handler takes so long.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a client knows and has heard.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Items with their versions, deleted ones too.
    pub versions: HashMap<String, u64>,
    /// Every version of every item that an event brought, on all connections.
    pub events: HashSet<(String, u64)>,
    /// Events that came more than once.
    pub duplicates: u64,
    /// How often the connection was closed.
    pub closed: u64,
    /// Pages of the last scan.
    pub pages: u64,
    /// The longest of these pages, in bytes.
    pub longest_page: usize,
}

impl Heard {
    fn take(&mut self, item: &Value) -> Option<(String, u64)> {
        let id = item["itemId"].as_str()?.to_owned();
        let version = item["version"].as_u64()?;
        let known = self.versions.entry(id.clone()).or_default();
        *known = version.max(*known);
        Some((id, version))
    }

    /// Applies a reply or an event.
    fn change(&mut self, frame: &Value) {
        let attributes = &frame["response"]["Attributes"];
        let is_reply = frame["requestId"].is_string();
        let change = match attributes.is_object() {
            true => self.take(attributes),
            false => self.take(&frame["item"]),
        };
        if let Some(change) = change
            && !is_reply
            && !self.events.insert(change)
        {
            self.duplicates += 1;
        }
    }
}

type Request = (Value, oneshot::Sender<Value>);

/// A client.
#[derive(Debug, Clone)]
pub struct Client {
    requests: mpsc::UnboundedSender<Request>,
    heard: Arc<Mutex<Heard>>,
}

impl Client {
    /// Connects, and scans every page.
    ///
    /// # Errors
    /// It is not let in.
    pub async fn connect(url: String) -> Result<Self> {
        let (requests, asked) = mpsc::unbounded_channel();
        let heard = Arc::default();
        let mut session = Session {
            url,
            heard: Arc::clone(&heard),
            waiting: HashMap::new(),
            number: 0,
        };
        let socket = session.open(HANDSHAKES).await?;
        tokio::spawn(session.run(socket, asked));
        Ok(Self { requests, heard })
    }

    /// Sends a request and waits for its reply; there is none if the outcome must be taken for unknown.
    pub async fn ask(&self, request: Value) -> Option<Value> {
        let (sender, reply) = oneshot::channel();
        self.requests.send((request, sender)).ok()?;
        reply.await.ok()
    }

    /// What it knows and has heard so far.
    #[must_use]
    pub fn heard(&self) -> Heard {
        lock(&self.heard).clone()
    }

    /// Sends a heartbeat and waits until it is answered, or the connection was closed.
    pub async fn heartbeat(&self) {
        self.ask(json!({"action": "test"})).await;
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Session {
    url: String,
    heard: Arc<Mutex<Heard>>,
    waiting: HashMap<String, oneshot::Sender<Value>>,
    /// The last request's.
    number: u64,
}

impl Session {
    /// Goes on, on one connection after the other, until nobody asks any more.
    async fn run(mut self, mut socket: Socket, mut asked: mpsc::UnboundedReceiver<Request>) {
        while self.converse(&mut socket, &mut asked).await.is_err() {
            self.waiting.clear();
            lock(&self.heard).closed += 1;
            match self.open(u32::MAX).await {
                Ok(opened) => socket = opened,
                Err(_) => return,
            }
        }
    }

    /// Until nobody asks any more, or the connection ends, which is an error.
    async fn converse(
        &mut self,
        socket: &mut Socket,
        asked: &mut mpsc::UnboundedReceiver<Request>,
    ) -> Result<()> {
        loop {
            let patience = match self.waiting.is_empty() {
                true => Duration::MAX,
                false => PATIENCE,
            };
            tokio::select! {
                frame = timeout(patience, socket.next()) => {
                    if let Message::Text(text) = frame?.context("the end")?? {
                        self.hear(&serde_json::from_str(&text)?);
                    }
                }
                request = asked.recv() => {
                    let Some((mut request, reply)) = request else {
                        return Ok(());
                    };
                    self.number += 1;
                    request["requestId"] = self.number.to_string().into();
                    self.waiting.insert(self.number.to_string(), reply);
                    socket.send(Message::text(request.to_string())).await?;
                }
            }
        }
    }

    fn hear(&mut self, frame: &Value) {
        let reply_to = frame["requestId"].as_str().unwrap_or_default();
        let waiting = self.waiting.remove(reply_to);
        if waiting.is_none() && frame.get("connectionId").is_some() {
            // An error of the gateway's, which does not say which request it answers.
            self.waiting.clear();
            return;
        }
        lock(&self.heard).change(frame);
        if let Some(waiting) = waiting {
            // Nobody may wait for it any more.
            let _ = waiting.send(frame.clone());
        }
    }

    /// Connects, as often as it takes up to so many times, and scans.
    async fn open(&mut self, attempts: u32) -> Result<Socket> {
        let mut pause = Duration::from_millis(100);
        for _ in 1..attempts {
            if let Ok(socket) = self.connect_and_scan().await {
                return Ok(socket);
            }
            sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
            pause = (pause * 2).min(Duration::from_secs(3));
        }
        self.connect_and_scan().await
    }

    async fn connect_and_scan(&mut self) -> Result<Socket> {
        let opening = testkit::client::open(self.url.as_str());
        let (mut socket, _) = timeout(PATIENCE, opening).await??;
        {
            let mut heard = lock(&self.heard);
            heard.versions.clear();
            (heard.pages, heard.longest_page) = (0, 0);
        }
        let mut start = Value::Null;
        loop {
            let scan = json!({"action": "scanEntireTable", "exclusiveStartKey": start, "requestId": "scan"});
            socket.send(Message::text(scan.to_string())).await?;
            let page = loop {
                let frame = timeout(PATIENCE, socket.next()).await?;
                let Message::Text(text) = frame.context("closed")?? else {
                    bail!("closed while scanning")
                };
                let frame: Value = serde_json::from_str(&text)?;
                let mut heard = lock(&self.heard);
                if frame["requestId"] == "scan" {
                    heard.pages += 1;
                    heard.longest_page = heard.longest_page.max(text.len());
                    break frame;
                }
                heard.change(&frame);
            };
            let items = page["response"]["Items"].as_array();
            for item in items.with_context(|| page.to_string())? {
                lock(&self.heard).take(item);
            }
            start = page["response"]["LastEvaluatedKey"].clone();
            if start.is_null() {
                return Ok(socket);
            }
        }
    }
}
