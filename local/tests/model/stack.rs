//! A laptop in this process, whose clock, faults and log the test holds.

use clap::Parser;
use local::{
    cli::Options, conditions::Conditions, dynamodb::Call, faults::Faults, laptop::Laptop,
    road::Layer,
};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use testkit::client::Client;

pub struct Stack {
    pub laptop: Laptop,
    pub clock: gateway::Clock,
    pub faults: Faults,
    /// What sandboxes have written, each line with the name of its stream.
    log: Arc<Mutex<Vec<(String, String)>>>,
}

impl Stack {
    /// The board's own program, in memory.
    pub async fn start() -> Self {
        Self::with(vec![], vec![]).await
    }

    /// With layers before and after the faults.
    pub async fn with(
        handler_side: Vec<Arc<dyn Layer<Call>>>,
        database_side: Vec<Arc<dyn Layer<Call>>>,
    ) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&log);
        let conditions = Conditions {
            handler_side,
            database_side,
            log: Some(Arc::new(move |stream: &str, line: &str| {
                let line = (stream.to_owned(), line.to_owned());
                sink.lock().unwrap().push(line);
            })),
            ..Conditions::default()
        };
        let (clock, faults) = (conditions.clock.clone(), conditions.faults.clone());
        let options = Options::parse_from(["laptop", "--in-memory", "--port", "0"]);
        // The executable for Lambda, if there is one to be tried; otherwise the laptop's, which has the same handler in it.
        let artifact = std::env::var("BOOTSTRAP");
        let artifact = artifact.unwrap_or_else(|_| env!("CARGO_BIN_EXE_local").to_owned());
        let laptop = Laptop::start_under(conditions, &options, move |ctx| {
            infra::program::program(ctx, |_| Ok(pulumi::Archive::file(&artifact)))
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
        let log = self.log.lock().unwrap();
        log.iter().map(|(_, line)| line.clone()).collect()
    }

    /// Whether a handler was told that a connection has ended, and had no trouble with it.
    pub fn has_handled_the_end_of(&self, connection: &Value) -> bool {
        let log = self.log.lock().unwrap();
        log.iter().any(|(_, line)| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            line["message"] == "handled"
                && line["route"] == "$disconnect"
                && line["outcome"] == "ok"
                && line["connection_id"] == *connection
        })
    }

    /// Connections that a handler, since that line of the log, had no time left to see to when it did not reach them. It tells us so,
    /// but not them.
    pub fn given_up_since(&self, line: usize) -> Vec<Value> {
        let log = self.log.lock().unwrap();
        let since = log.iter().enumerate().skip(line);
        let gave_up = since
            .filter(|(_, (_, line))| line.contains("rows of unreachable connections stay behind"));
        // A sandbox does one thing at a time: what it writes before the next is about the same change.
        let about = gave_up.flat_map(|(at, (stream, _))| {
            let lines = log[at..].iter().filter(move |(of, _)| of == stream);
            let lines = lines.map(|(_, line)| serde_json::from_str(line).unwrap_or_default());
            lines.take_while(|line: &Value| line["message"] != "handled")
        });
        let ids = about.filter_map(|line| line["connectionIds"].as_array().cloned());
        ids.flatten().collect()
    }
}

/// A client that tries again until it is let in.
pub async fn admitted(url: &str) -> Client {
    loop {
        if let Ok(client) = Client::try_connect(url).await {
            return client;
        }
    }
}
