//! A client that notes what it hears, until its connection ends.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use testkit::client::{Socket, open};
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How often a handshake is tried: sandboxes may all be at work when a crowd comes.
const HANDSHAKES: u32 = 20;

/// How long a client waits for a reply. No handler takes so long.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a client has heard.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Every version of every item that an event brought.
    pub events: HashSet<(String, u64)>,
    /// Events that came more than once.
    pub twice: usize,
    /// Whether the connection was closed.
    pub is_closed: bool,
}

type Request = (Value, oneshot::Sender<Value>);

/// A client.
#[derive(Debug, Clone)]
pub struct Client {
    requests: mpsc::UnboundedSender<Request>,
    heard: Arc<Mutex<Heard>>,
}

impl Client {
    /// Connects.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let mut attempt = 1;
        let socket = loop {
            match open(url).await {
                Ok((socket, _)) => break socket,
                Err(error) if attempt == HANDSHAKES => return Err(error),
                Err(_) => sleep(Duration::from_millis(fastrand::u64(100..1_000))).await,
            }
            attempt += 1;
        };
        let (requests, asked) = mpsc::unbounded_channel();
        let heard = Arc::default();
        tokio::spawn(listen(socket, asked, Arc::clone(&heard)));
        Ok(Self { requests, heard })
    }

    /// Sends a request and waits for its reply; there is none if the connection ends before, or the gateway answers in its place.
    pub async fn ask(&self, request: Value) -> Option<Value> {
        let (sender, reply) = oneshot::channel();
        self.requests.send((request, sender)).ok()?;
        timeout(PATIENCE, reply).await.ok()?.ok()
    }

    /// What it has heard so far.
    pub fn heard(&self) -> Heard {
        lock(&self.heard).clone()
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(
    mut socket: Socket,
    mut asked: mpsc::UnboundedReceiver<Request>,
    heard: Arc<Mutex<Heard>>,
) {
    let mut waiting: HashMap<String, oneshot::Sender<Value>> = HashMap::new();
    for number in 0_u64.. {
        tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap_or_default();
                    match waiting.remove(frame["requestId"].as_str().unwrap_or_default()) {
                        // It may not be waited for any more.
                        Some(reply) => drop(reply.send(frame)),
                        None => lock(&heard).note(&frame),
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => break,
            },
            request = asked.recv() => {
                let Some((mut request, reply)) = request else { return };
                request["requestId"] = number.to_string().into();
                waiting.insert(number.to_string(), reply);
                // That the connection has ended is seen by reading.
                let _ = socket.send(Message::text(request.to_string())).await;
            }
        }
    }
    lock(&heard).is_closed = true;
}

impl Heard {
    fn note(&mut self, event: &Value) {
        let attributes = &event["response"]["Attributes"];
        let item = match attributes.is_object() {
            true => attributes,
            false => &event["item"],
        };
        // The gateway's own errors have neither.
        if let Some((id, version)) = item["itemId"].as_str().zip(item["version"].as_u64())
            && !self.events.insert((id.to_owned(), version))
        {
            self.twice += 1;
        }
    }
}
