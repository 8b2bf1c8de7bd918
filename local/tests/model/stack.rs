//! A laptop in this process, whose clock, faults and log the test holds.

use clap::Parser;
use local::{cli::Options, conditions::Conditions, faults::Faults, gate::Layer, laptop::Laptop};
use serde_json::Value;
use std::sync::{Arc, Mutex};

pub struct Stack {
    pub laptop: Laptop,
    pub clock: gateway::Clock,
    pub faults: Faults,
    log: Arc<Mutex<Vec<String>>>,
}

impl Stack {
    /// The board's own program, in memory.
    pub async fn start() -> Self {
        Self::with(vec![], vec![]).await
    }

    /// With layers before and after the faults.
    pub async fn with(
        handler_side: Vec<Arc<dyn Layer>>,
        database_side: Vec<Arc<dyn Layer>>,
    ) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&log);
        let conditions = Conditions {
            handler_side,
            database_side,
            log: Some(Arc::new(move |_: &str, line: &str| {
                sink.lock().unwrap().push(line.to_owned());
            })),
            ..Conditions::default()
        };
        let (clock, faults) = (conditions.clock.clone(), conditions.faults.clone());
        let options = Options::parse_from(["laptop", "--in-memory", "--port", "0"]);
        let laptop = Laptop::start_under(conditions, &options, |ctx| {
            infra::program::program(ctx, |_| {
                Ok(pulumi::Archive::file(env!("CARGO_BIN_EXE_local")))
            })
        });
        Self {
            laptop: laptop.await.unwrap(),
            clock,
            faults,
            log,
        }
    }

    pub fn fault(&self, faults: &[&str]) {
        self.faults
            .set(faults.iter().map(|fault| fault.parse().unwrap()));
    }

    pub fn url(&self, query: &str) -> String {
        let url = self.laptop.outputs().text("websocketUrl").unwrap();
        format!("{url}{query}")
    }

    /// Every row of one of the program's tables, by the name of the output.
    pub fn rows(&self, table: &str) -> Vec<Value> {
        let name = self.laptop.outputs().text(table).unwrap();
        self.laptop.tables().unwrap().rows(name).unwrap()
    }

    /// What sandboxes have written so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Whether a handler was told that a connection has ended, and had no trouble with it.
    pub fn has_handled_the_end_of(&self, connection: &Value) -> bool {
        let log = self.log.lock().unwrap();
        log.iter().any(|line| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            line["message"] == "handled"
                && line["route"] == "$disconnect"
                && line["outcome"] == "ok"
                && line["connection_id"] == *connection
        })
    }

    /// Whether a handler, since that line of the log, had no time left to see to those whom it did not reach. It tells us so, but
    /// not them.
    pub fn gave_up_since(&self, line: usize) -> bool {
        let log = self.log.lock().unwrap();
        log[line..]
            .iter()
            .any(|line| line.contains("rows of unreachable connections stay behind"))
    }
}
