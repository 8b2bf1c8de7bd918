//! A handler with everything around it: the world as one sandbox sees it.

mod database;
mod events;
mod sandbox;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::config::Credentials;
use handler::{Clients, Config, Handler, Response};
use protocol::{Origins, Statuses};
use serde_json::{Value, json};
use testkit::connections::Connections;

pub use database::{Database, Fault, put, rows};
pub use sandbox::{Sandbox, body, environment};
pub use testkit::connections::Behaviour;

/// The moment at which every world begins, epoch milliseconds: 2026-01-02T03:04:05.678Z.
pub const BEGINNING: u64 = 1_767_323_045_678;

pub const ITEMS: &str = "items-0a1b2c3";
pub const USERS: &str = "users-4d5e6f7";

pub struct World {
    pub handler: Handler,
    pub database: Database,
    pub sink: Connections,
    /// The gateway's clock, epoch milliseconds.
    now: AtomicU64,
    /// This machine's clock is ahead by so many milliseconds.
    frozen_for: Arc<AtomicU64>,
    requests: AtomicU64,
    time_left: Duration,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let journal = Arc::default();
        let database = Database::start(Arc::clone(&journal)).await;
        let sink = Connections::start(None, move |method, id| {
            let entry = format!("{method} {id}");
            journal.lock().unwrap().push(entry);
        });
        let sink = sink.await.unwrap();
        let mut config = Config {
            items_table: ITEMS.to_owned(),
            users_table: USERS.to_owned(),
            connections_endpoint: url(&sink),
            statuses: Statuses::default(),
            allowed_origins: Origins::default(),
            connections_per_board: 200,
            function_name: "board".to_owned(),
        };
        change(&mut config);
        let frozen_for = Arc::new(AtomicU64::new(0));
        let handler = sandbox(&config, &database, Arc::clone(&frozen_for)).await;
        Self {
            handler,
            database,
            sink,
            now: AtomicU64::new(BEGINNING),
            frozen_for,
            requests: AtomicU64::new(0),
            time_left: Duration::from_secs(10),
        }
    }

    /// From now on, invocations have so much time.
    pub fn hurry(&mut self, time_left: Duration) {
        self.time_left = time_left;
    }

    /// A world whose invocations have so much time.
    pub async fn with_time_left(time_left: Duration) -> Self {
        Self {
            time_left,
            ..Self::new().await
        }
    }

    /// Another sandbox takes the place of this one: it remembers nothing.
    pub async fn replace_sandbox(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = Config {
            items_table: ITEMS.to_owned(),
            users_table: USERS.to_owned(),
            connections_endpoint: url(&self.sink),
            statuses: Statuses::default(),
            allowed_origins: Origins::default(),
            connections_per_board: 200,
            function_name: "board".to_owned(),
        };
        change(&mut config);
        self.handler = sandbox(&config, &self.database, Arc::clone(&self.frozen_for)).await;
    }

    /// The frames that a connection has got since it was last looked at.
    pub fn frames(&self, id: &str) -> Vec<Value> {
        let frames = self.sink.frames(id);
        let frames = frames
            .iter()
            .map(|frame| serde_json::from_slice(frame).unwrap());
        frames.collect()
    }

    pub fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Moves the gateway's clock.
    pub fn pass(&self, time: Duration) {
        self.now
            .fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Moves this machine's wall clock, as if the sandbox had been frozen.
    pub fn freeze(&self, time: Duration) {
        self.frozen_for
            .fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub async fn handle(&self, event: Value) -> Response {
        let event = serde_json::from_value(event).unwrap();
        self.handler
            .handle(event, SystemTime::now() + self.time_left)
            .await
    }

    /// A handshake with that query string, pairs of name and value.
    pub async fn handshake(
        &self,
        id: &str,
        query: &[(&str, &str)],
        origins: &[&str],
    ) -> (u16, Option<Value>) {
        let event = events::connect(&self.context(id, "$connect", "CONNECT"), query, origins);
        let response = self.handle(event).await;
        (
            response.status_code,
            response
                .body
                .map(|body| serde_json::from_str(&body).unwrap()),
        )
    }

    /// The event of a handshake, of a message, of an end.
    pub fn event(&self, id: &str, route: &str, event_type: &str, body: Option<&str>) -> Value {
        let context = self.context(id, route, event_type);
        match (event_type, body) {
            ("CONNECT", _) => events::connect(&context, &[], &[]),
            (_, Some(body)) => events::message(&context, body),
            _ => events::disconnect(&context),
        }
    }

    /// A handshake that must succeed, long enough ago that the connection is not young any more.
    pub async fn connect(&self, id: &str, query: &[(&str, &str)]) {
        self.connect_just_now(id, query).await;
        self.pass(Duration::from_secs(31));
    }

    pub async fn connect_just_now(&self, id: &str, query: &[(&str, &str)]) {
        assert_eq!(self.handshake(id, query, &[]).await, (200, None));
    }

    pub async fn disconnect(&self, id: &str) -> Response {
        self.handle(events::disconnect(&self.context(
            id,
            "$disconnect",
            "DISCONNECT",
        )))
        .await
    }

    /// Sends a frame, and gives the frame that comes back.
    pub async fn frame(&self, id: &str, text: &str) -> Option<String> {
        let action = serde_json::from_str::<Value>(text)
            .ok()
            .and_then(|frame| Some(frame["action"].as_str()?.to_owned()));
        let route = action.filter(|action| protocol::Action::of_route(action).is_some());
        let context = self.context(id, route.as_deref().unwrap_or("$default"), "MESSAGE");
        let response = self.handle(events::message(&context, text)).await;
        assert_eq!(response.status_code, 200);
        response.body
    }

    pub async fn ask(&self, id: &str, request: Value) -> Option<Value> {
        self.frame(id, &request.to_string())
            .await
            .map(|body| serde_json::from_str(&body).unwrap())
    }

    /// Sends a request that must be answered by the route response.
    pub async fn send(&self, id: &str, request: Value) -> Value {
        self.ask(id, request).await.unwrap()
    }

    /// Makes an item and gives its id, as a client in any format sees it.
    pub async fn create(&self, id: &str, title: &str) -> String {
        let reply = self
            .send(
                id,
                json!({"action": "createItem", "title": title, "status": "todo"}),
            )
            .await;
        let item_id = &reply["item"]["itemId"];
        item_id
            .as_str()
            .or(item_id["S"].as_str())
            .unwrap_or_else(|| panic!("{reply}"))
            .to_owned()
    }

    fn context(&self, id: &str, route: &str, event_type: &str) -> events::Context {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        events::Context {
            connection_id: id.to_owned(),
            route_key: route.to_owned(),
            event_type: event_type.to_owned(),
            request_id: format!("gateway-{number}="),
            now: self.now(),
        }
    }
}

/// The base URL of the stage whose `@connections` that is.
pub fn url(connections: &Connections) -> String {
    format!("http://{}/production", connections.server.address)
}

async fn sandbox(config: &Config, database: &Database, frozen_for: Arc<AtomicU64>) -> Handler {
    let sdk = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(database.url())
        .load()
        .await;
    let clock =
        move || SystemTime::now() + Duration::from_millis(frozen_for.load(Ordering::SeqCst));
    Handler::new(config.clone(), Clients::with(config, &sdk, Arc::new(clock)))
}

/// The code of an error reply.
pub fn code(reply: &Value) -> &str {
    reply["error"]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no error: {reply}"))
}
