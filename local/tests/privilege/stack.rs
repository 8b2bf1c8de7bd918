//! A laptop whose roles a test may amend, and what the handler's role is used for.

use super::trail::{Trail, Use};
use clap::Parser;
use local::{cli::Options, conditions::Conditions, faults::Faults, iam::Roles, laptop::Laptop};
use pulumi::Archive;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use testkit::client::{Client, within};

const POLL: Duration = Duration::from_millis(5);

/// Uses, and the routes that they were needed for.
pub type Uses = BTreeMap<Use, BTreeSet<&'static str>>;

pub struct Stack {
    pub laptop: Laptop,
    pub clock: gateway::Clock,
    pub faults: Faults,
    trail: Trail,
    uses: Mutex<Uses>,
    /// How often `$disconnect` was handled.
    disconnects: Arc<AtomicUsize>,
    disconnects_noted: AtomicUsize,
}

/// A client, until its connection ends.
pub struct Connected {
    client: Option<Client>,
    was_opened: bool,
}

impl Stack {
    /// Runs the board's own program with the grants that it declares.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Runs the same program, and evaluates the policies of amended roles.
    pub async fn start_with(amend_roles: impl Fn(&mut Roles) + Send + Sync + 'static) -> Self {
        let disconnects = Arc::new(AtomicUsize::new(0));
        let handled = Arc::clone(&disconnects);
        let trail = Trail::default();
        let watching = trail.clone();
        let conditions = Conditions {
            log: Some(Arc::new(move |_: &str, line: &str| {
                let line: Value = serde_json::from_str(line).unwrap_or_default();
                if line["message"] == "handled" && line["route"] == "$disconnect" {
                    handled.fetch_add(1, Ordering::Relaxed);
                }
            })),
            amend_roles: Some(Arc::new(amend_roles)),
            watch_roles: Some(Arc::new(move |role, access, allowed| {
                watching.record(role, access, allowed);
            })),
            ..Conditions::default()
        };
        let (clock, faults) = (conditions.clock.clone(), conditions.faults.clone());
        let options = Options::parse_from(["laptop", "--in-memory", "--port", "0"]);
        let laptop = Laptop::start_under(conditions, &options, |ctx| {
            infra::program::program(ctx, |_| Ok(Archive::file(env!("CARGO_BIN_EXE_local"))))
        });
        Self {
            laptop: laptop.await.unwrap(),
            clock,
            faults,
            trail,
            uses: Mutex::default(),
            disconnects,
            disconnects_noted: AtomicUsize::new(0),
        }
    }

    /// Injects faults from now on, and no others.
    pub fn fault(&self, faults: &[&str]) {
        self.faults
            .set(faults.iter().map(|fault| fault.parse().unwrap()));
    }

    /// Takes down that a route needed whatever was used since the last time.
    pub fn note(&self, route: &'static str) {
        let mut uses = self.uses.lock().unwrap();
        for used in self.trail.take() {
            let route = match route {
                // What it is asked on a connection without rows ends it, and that comes at the same time.
                "test" if used.action == "dynamodb:BatchWriteItem" => "$disconnect",
                route => route,
            };
            uses.entry(used).or_default().insert(route);
        }
    }

    /// Whether something was used for that route.
    pub fn is_noted(&self, route: &'static str, is_it: impl Fn(&Use) -> bool) -> bool {
        let uses = self.uses.lock().unwrap();
        uses.iter()
            .any(|(used, routes)| routes.contains(route) && is_it(used))
    }

    /// Notes until something was used for that route.
    pub async fn note_until(&self, route: &'static str, is_it: impl Fn(&Use) -> bool) {
        let noted = async {
            self.note(route);
            while !self.is_noted(route, &is_it) {
                tokio::time::sleep(POLL).await;
                self.note(route);
            }
        };
        within(noted, "a use").await;
    }

    /// Waits until one more connection than so far has ended, and takes down what that needed.
    pub async fn note_disconnect(&self) {
        let handled = async {
            let so_far = self.disconnects_noted.load(Ordering::Relaxed);
            while self.disconnects.load(Ordering::Relaxed) <= so_far {
                tokio::time::sleep(POLL).await;
            }
        };
        within(handled, "`$disconnect`").await;
        let handled = self.disconnects.load(Ordering::Relaxed);
        self.disconnects_noted.store(handled, Ordering::Relaxed);
        self.note("$disconnect");
    }

    /// Everything so far.
    pub fn uses(&self) -> Uses {
        self.uses.lock().unwrap().clone()
    }

    /// Connects. Where grants lack, a handshake may be refused.
    pub async fn connect(&self, query: &str) -> Connected {
        let url = self.laptop.outputs().text("websocketUrl").unwrap();
        let client = Client::try_connect(format!("{url}?{query}")).await.ok();
        self.note("$connect");
        Connected {
            was_opened: client.is_some(),
            client,
        }
    }
}

impl Connected {
    /// Whether its handshake was accepted.
    pub fn was_opened(&self) -> bool {
        self.was_opened
    }

    /// Sends a request and returns its reply. Where grants lack, there may be an error, or no connection any more: null.
    pub async fn ask(&mut self, mut request: Value) -> Value {
        request["requestId"] = "asked".into();
        self.ask_text(&request.to_string(), |frame| frame["requestId"] == "asked")
            .await
    }

    /// Sends anything and returns the reply to it.
    pub async fn ask_text(&mut self, text: &str, is_reply: impl Fn(&Value) -> bool) -> Value {
        let Some(client) = &mut self.client else {
            return Value::Null;
        };
        client.send(text).await;
        while let Ok(text) = client.receive_text().await {
            let frame: Value = serde_json::from_str(&text).unwrap();
            // The gateway's own errors do not know the request's id.
            if is_reply(&frame) || frame["connectionId"].is_string() {
                return frame;
            }
        }
        self.client = None;
        Value::Null
    }
}

pub fn create(title: &str) -> Value {
    json!({"action": "createItem", "title": title, "status": "todo"})
}
