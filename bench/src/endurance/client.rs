//! A client by the four rules, which notes what it hears.

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How often a first handshake is tried: sandboxes may all be at work when a crowd comes.
const HANDSHAKES: u32 = 20;

/// How long a client waits for a reply before it connects anew. No handler takes so long.
const PATIENCE: Duration = Duration::from_secs(15);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a client knows and has heard.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Items with their versions, deleted ones too.
    pub versions: HashMap<String, u64>,
    /// Items that are there.
    pub live: HashSet<String>,
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

enum Command {
    Ask(Value, oneshot::Sender<Option<Value>>),
    Show(oneshot::Sender<Heard>),
}

/// A client. It comes back when its connection ends, and scans.
#[derive(Debug, Clone)]
pub struct Client(mpsc::UnboundedSender<Command>);

impl Client {
    /// Connects, and scans every page.
    ///
    /// # Errors
    /// It is not let in.
    pub async fn connect(url: String) -> Result<Self> {
        let (commands, received) = mpsc::unbounded_channel();
        let mut session = Session {
            url,
            heard: Heard::default(),
            socket: None,
            waiting: HashMap::new(),
            requests: 0,
            unanswered: 0,
        };
        session.open(HANDSHAKES).await?;
        tokio::spawn(session.run(received));
        Ok(Self(commands))
    }

    /// Sends a request and waits for its reply; there is none if the outcome must be taken for unknown.
    pub async fn ask(&self, request: Value) -> Option<Value> {
        let (sender, reply) = oneshot::channel();
        self.0.send(Command::Ask(request, sender)).ok()?;
        reply.await.ok()?
    }

    /// What it knows and has heard so far.
    pub async fn heard(&self) -> Heard {
        let (sender, heard) = oneshot::channel();
        if self.0.send(Command::Show(sender)).is_err() {
            return Heard::default();
        }
        heard.await.unwrap_or_default()
    }

    /// Sends a heartbeat and waits until it is answered, or the connection was closed and the board scanned again.
    pub async fn heartbeat(&self) {
        self.ask(json!({"action": "test"})).await;
    }
}

struct Session {
    url: String,
    heard: Heard,
    socket: Option<Socket>,
    waiting: HashMap<String, oneshot::Sender<Option<Value>>>,
    requests: u64,
    unanswered: usize,
}

impl Session {
    async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        loop {
            if self.socket.is_none() && self.open(u32::MAX).await.is_err() {
                return;
            }
            let Some(socket) = &mut self.socket else {
                return;
            };
            let patience = if self.waiting.is_empty() {
                Duration::MAX
            } else {
                PATIENCE
            };
            tokio::select! {
                frame = timeout(patience, socket.next()) => match frame {
                    Ok(Some(Ok(frame))) => self.hear(frame),
                    _ => self.lose(),
                },
                command = commands.recv() => match command {
                    Some(Command::Ask(request, reply)) => self.send(request, reply).await,
                    Some(Command::Show(heard)) => drop(heard.send(self.heard.clone())),
                    None => return,
                },
            }
        }
    }

    fn lose(&mut self) {
        self.socket = None;
        self.heard.closed += 1;
        self.give_up();
    }

    fn give_up(&mut self) {
        self.unanswered = 0;
        for (_, waiting) in self.waiting.drain() {
            // Nobody may wait for it any more.
            let _ = waiting.send(None);
        }
    }

    async fn send(&mut self, mut request: Value, reply: oneshot::Sender<Option<Value>>) {
        self.requests += 1;
        let id = self.requests.to_string();
        request["requestId"] = id.clone().into();
        self.waiting.insert(id, reply);
        let Some(socket) = &mut self.socket else {
            return;
        };
        if socket
            .send(Message::text(request.to_string()))
            .await
            .is_err()
        {
            self.lose();
        }
    }

    /// Connects, as often as it takes up to so many times, and scans.
    async fn open(&mut self, attempts: u32) -> Result<()> {
        let mut pause = Duration::from_millis(100);
        for attempt in 1..=attempts {
            match self.connect_and_scan().await {
                Ok(()) => return Ok(()),
                Err(error) if attempt == attempts => return Err(error),
                Err(_) => sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await,
            }
            pause = (pause * 2).min(Duration::from_secs(3));
        }
        bail!("no attempts");
    }

    async fn connect_and_scan(&mut self) -> Result<()> {
        let (mut socket, _) = timeout(PATIENCE, connect_async(&self.url)).await??;
        self.heard.versions.clear();
        self.heard.live.clear();
        (self.heard.pages, self.heard.longest_page) = (0, 0);
        let mut start = Value::Null;
        loop {
            let scan = json!({"action": "scanEntireTable", "exclusiveStartKey": start, "requestId": "scan"});
            socket.send(Message::text(scan.to_string())).await?;
            let page = loop {
                let frame = timeout(PATIENCE, socket.next())
                    .await?
                    .context("closed")??;
                let Message::Text(text) = frame else {
                    bail!("closed while scanning")
                };
                let length = text.len();
                let frame: Value = serde_json::from_str(&text)?;
                if frame["requestId"] == "scan" {
                    self.heard.pages += 1;
                    self.heard.longest_page = self.heard.longest_page.max(length);
                    break frame;
                }
                if frame.get("connectionId").is_some() {
                    bail!("{frame}");
                }
                self.event(&frame);
            };
            let Some(items) = page["response"]["Items"].as_array() else {
                bail!("{page}");
            };
            for item in items {
                self.take(item);
            }
            start = page["response"]["LastEvaluatedKey"].clone();
            if start.is_null() {
                self.socket = Some(socket);
                return Ok(());
            }
        }
    }

    fn hear(&mut self, frame: Message) {
        let Message::Text(text) = frame else { return };
        let Ok(frame) = serde_json::from_str::<Value>(&text) else {
            return;
        };
        let request = frame["requestId"].as_str().unwrap_or_default();
        if let Some(waiting) = self.waiting.remove(request) {
            self.change(&frame);
            // Nobody may wait for it any more.
            let _ = waiting.send(Some(frame));
        } else if frame.get("connectionId").is_some() {
            self.unanswered += 1;
        } else {
            self.event(&frame);
        }
        if self.unanswered > 0 && self.waiting.len() <= self.unanswered {
            self.give_up();
        }
    }

    fn event(&mut self, frame: &Value) {
        if let Some(change) = self.change(frame)
            && !self.heard.events.insert(change)
        {
            self.heard.duplicates += 1;
        }
    }

    /// Applies what a reply or an event tells, and says of which item and version it is.
    fn change(&mut self, frame: &Value) -> Option<(String, u64)> {
        let attributes = &frame["response"]["Attributes"];
        let item = if attributes.is_object() {
            attributes
        } else {
            &frame["item"]
        };
        self.take(item)
    }

    fn take(&mut self, item: &Value) -> Option<(String, u64)> {
        let id = item["itemId"].as_str()?.to_owned();
        let version = item["version"].as_u64()?;
        if self
            .heard
            .versions
            .get(&id)
            .is_none_or(|known| *known < version)
        {
            self.heard.versions.insert(id.clone(), version);
            if item["title"].is_string() {
                self.heard.live.insert(id.clone());
            } else {
                self.heard.live.remove(&id);
            }
        }
        Some((id, version))
    }
}
