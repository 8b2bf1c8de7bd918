//! A client: does what it is told, and knows its board by the rules.

use super::{
    history::{Heard, History, Moment, Request},
    replica::{Replica, Rules},
    steps::{Action, Expected},
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use testkit::client;
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long a client waits for an answer of any kind before it takes its connection for broken. More than a handler may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What its requests may be under way at a time, as a person who clicks faster than the replies come.
const AT_ONCE: usize = 3;

/// What the clients of a board have in common.
pub struct Board {
    pub name: String,
    pub url: String,
    pub history: Arc<History>,
    /// Ids of items, in the order in which their creates were answered.
    pub known: Mutex<Vec<String>>,
    /// Creates with a token, in the order in which they were sent.
    pub tokens: Mutex<Vec<Value>>,
}

pub enum Command {
    Act(Action),
    /// Answers when nothing is under way.
    Settle(oneshot::Sender<()>),
    /// Answers with what the client has, when nothing is under way.
    Show(oneshot::Sender<Shown>),
}

pub struct Shown {
    pub has: Replica,
    /// Its connection, if a heartbeat has told it.
    pub connection: Option<Value>,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Pending {
    asked: Value,
    begun: Moment,
}

pub struct Player {
    id: usize,
    board: Arc<Board>,
    rules: Rules,
    socket: Option<Socket>,
    connected_before: bool,
    connection: Option<Value>,
    replica: Replica,
    pending: BTreeMap<String, Pending>,
    /// Frames of the gateway, each in the place of one reply.
    unanswered: usize,
    scanning: bool,
    /// Numbers requests and titles.
    counter: u32,
    waiting: Vec<Command>,
}

impl Player {
    pub fn start(id: usize, board: Arc<Board>, rules: Rules) -> mpsc::UnboundedSender<Command> {
        let (sender, commands) = mpsc::unbounded_channel();
        let player = Self {
            id,
            board,
            rules,
            socket: None,
            connected_before: false,
            connection: None,
            replica: Replica::default(),
            pending: BTreeMap::new(),
            unanswered: 0,
            scanning: false,
            counter: 0,
            waiting: Vec::new(),
        };
        tokio::spawn(player.play(commands));
        sender
    }

    async fn play(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        loop {
            if self.socket.is_none() {
                self.connect().await;
            }
            self.show_when_settled();
            let socket = self.socket.as_mut().unwrap();
            let busy = !self.pending.is_empty();
            let patience = if busy { PATIENCE } else { Duration::MAX };
            tokio::select! {
                frame = timeout(patience, socket.next()) => match frame {
                    Ok(Some(Ok(frame))) => self.hear(frame).await,
                    _ => self.lose(),
                },
                command = commands.recv(), if self.pending.len() < AT_ONCE => match command {
                    Some(Command::Act(action)) => self.act(action).await,
                    Some(other) => self.waiting.push(other),
                    None => return,
                },
            }
        }
    }

    async fn connect(&mut self) {
        let mut refused = None;
        let connected = timeout(client::PATIENCE, async {
            loop {
                match connect_async(&self.board.url).await {
                    Ok((socket, _)) => return socket,
                    Err(error) => refused = Some(error),
                }
                // A client comes back after a random pause.
                tokio::time::sleep(Duration::from_millis(fastrand::u64(10..100))).await;
            }
        });
        let Ok(socket) = connected.await else {
            panic!("client {} cannot connect any more: {refused:?}", self.id);
        };
        self.socket = Some(socket);
        let again = std::mem::replace(&mut self.connected_before, true);
        if again && !self.rules.scan_again {
            return;
        }
        self.replica = Replica::default();
        if self.rules.scan_when_open {
            self.scan(Value::Null).await;
        }
    }

    /// The connection has ended, and with it every answer that was to come.
    fn lose(&mut self) {
        self.socket = None;
        self.connection = None;
        self.give_up();
        self.scanning = false;
    }

    /// Nothing will be heard of what is under way.
    fn give_up(&mut self) {
        self.unanswered = 0;
        let ended = self.board.history.now();
        for (_, Pending { asked, begun }) in std::mem::take(&mut self.pending) {
            self.note(asked, begun, ended, None);
        }
    }

    fn note(&self, asked: Value, begun: Moment, ended: Moment, reply: Option<Value>) {
        self.board.history.request(
            &self.board.name,
            Request {
                asked,
                between: (begun, ended),
                reply,
            },
        );
    }

    async fn act(&mut self, action: Action) {
        let pick =
            |list: &[Value], nth: usize| (!list.is_empty()).then(|| list[nth % list.len()].clone());
        let item = |nth: usize| {
            let known = self.board.known.lock().unwrap();
            match known.is_empty() {
                true => "nobody-made-this".to_owned(),
                false => known[nth % known.len()].clone(),
            }
        };
        let expecting = |mut request: Value, expected| {
            let id = request["itemId"].as_str().unwrap();
            match expected {
                Expected::Nothing => {}
                Expected::Known => request["expectedVersion"] = self.replica.version(id).into(),
                Expected::Wrong => request["expectedVersion"] = 1_000_000.into(),
            }
            request
        };
        let request = match action {
            Action::Create { token, status } => {
                self.counter += 1;
                let title = format!("{}-{}", self.id, self.counter);
                let mut create = json!({"action": "createItem", "title": title, "status": status});
                if token {
                    create["clientToken"] = format!("token-of-client-{title}").into();
                    self.board.tokens.lock().unwrap().push(create.clone());
                }
                create
            }
            Action::RepeatCreate { nth } => match pick(&self.board.tokens.lock().unwrap(), nth) {
                Some(create) => create,
                None => return,
            },
            Action::Update {
                item: nth,
                status,
                expected,
            } => expecting(
                json!({"action": "updateStatus", "itemId": item(nth), "status": status}),
                expected,
            ),
            Action::Delete {
                item: nth,
                expected,
            } => expecting(
                json!({"action": "deleteItem", "itemId": item(nth)}),
                expected,
            ),
            Action::Scan => return self.scan(Value::Null).await,
            Action::Heartbeat => json!({"action": "test"}),
            Action::Leave => return self.lose(),
        };
        self.ask(request).await;
    }

    async fn scan(&mut self, start: Value) {
        if start.is_null() {
            if std::mem::replace(&mut self.scanning, true) {
                return;
            }
            self.replica.begin();
        }
        // Small pages, so that changes come between them.
        self.ask(json!({"action": "scanEntireTable", "limit": 3, "exclusiveStartKey": start}))
            .await;
    }

    async fn ask(&mut self, mut request: Value) {
        self.counter += 1;
        let id = format!("r{}", self.counter);
        request["requestId"] = id.clone().into();
        let begun = self.board.history.now();
        let text = request.to_string();
        let asked = request;
        self.pending.insert(id, Pending { asked, begun });
        let Some(socket) = &mut self.socket else {
            return;
        };
        if socket.send(Message::text(text)).await.is_err() {
            self.lose();
        }
    }

    async fn hear(&mut self, frame: Message) {
        let Message::Text(text) = frame else {
            // After a close frame comes the end.
            return;
        };
        let frame: Value = serde_json::from_str(&text).unwrap();
        let request_id = frame["requestId"].as_str().unwrap_or_default();
        if let Some(Pending { asked, begun }) = self.pending.remove(request_id) {
            let ended = self.board.history.now();
            self.note(asked.clone(), begun, ended, Some(frame.clone()));
            self.reply(&asked, &frame).await;
        } else if frame.get("connectionId").is_some() {
            self.unanswered += 1;
        } else {
            self.event(&frame);
        }
        if self.unanswered > 0 && self.pending.len() <= self.unanswered {
            // Each of these got a frame of the gateway.
            let scan = self.scanning && self.pending.values().any(|p| is_scan(&p.asked));
            self.give_up();
            if scan {
                self.scanning = false;
                self.scan(Value::Null).await;
            }
        }
    }

    async fn reply(&mut self, asked: &Value, reply: &Value) {
        if is_scan(asked) {
            let Some(items) = reply["response"]["Items"].as_array() else {
                self.scanning = false;
                return self.scan(Value::Null).await;
            };
            for item in items {
                self.replica.take(item, self.rules);
            }
            let next = reply["response"]["LastEvaluatedKey"].clone();
            if next.is_null() || !self.rules.every_page {
                self.scanning = false;
            } else {
                self.scan(next).await;
            }
            return;
        }
        if asked["action"] == "test" {
            self.connection = reply.get("connectionId").cloned();
        }
        if reply["message"] == "Item created" {
            let id = reply["item"]["itemId"].as_str().unwrap().to_owned();
            let mut known = self.board.known.lock().unwrap();
            if !known.contains(&id) {
                known.push(id);
            }
        }
        self.change(reply);
    }

    fn event(&mut self, event: &Value) {
        // A reply to what was given up is not one.
        if event.get("requestId").is_none() {
            let heard = Heard {
                client: self.id,
                event: event.clone(),
                at: self.board.history.now(),
            };
            self.board.history.event(&self.board.name, heard);
        }
        if !self.scanning || self.rules.events_meanwhile {
            self.change(event);
        }
    }

    fn change(&mut self, frame: &Value) {
        self.replica.take(&frame["item"], self.rules);
        self.replica
            .take(&frame["response"]["Attributes"], self.rules);
    }

    fn show_when_settled(&mut self) {
        if !self.pending.is_empty() || self.scanning {
            return;
        }
        for command in self.waiting.drain(..) {
            // An error means that the test has ended.
            match command {
                Command::Settle(settled) => drop(settled.send(())),
                Command::Show(show) => drop(show.send(Shown {
                    has: self.replica.clone(),
                    connection: self.connection.clone(),
                })),
                Command::Act(_) => {}
            }
        }
    }
}

fn is_scan(request: &Value) -> bool {
    request["action"] == "scanEntireTable"
}
