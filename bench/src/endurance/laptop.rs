//! The laptop as a process.

use crate::process::Process;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::{
    ffi::OsStr,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A running laptop. Dropping it kills it.
#[derive(Debug)]
pub struct Laptop {
    process: Child,
    outputs: Value,
    undelivered: Arc<AtomicU64>,
}

impl Laptop {
    /// Starts it with the stack `endurance` on a free port, and waits until it serves.
    pub async fn start<I, S>(executable: &Path, arguments: I) -> Result<Self>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut process = Command::new(executable)
            .args(["--port", "0", "--json", "--stack", "endurance"])
            .args(arguments)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .env("RUST_LOG", "off,sandbox=info")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| executable.display().to_string())?;
        let stdout = process.stdout.take().expect("it was made a pipe above");
        let stderr = process.stderr.take().expect("it was made a pipe above");
        let undelivered = Arc::<AtomicU64>::default();
        tokio::spawn(count(BufReader::new(stderr), Arc::clone(&undelivered)));
        let line = BufReader::new(stdout).lines().next_line().await?;
        let line = line.context("the laptop ended before it served")?;
        Ok(Self {
            process,
            outputs: serde_json::from_str(&line)?,
            undelivered,
        })
    }

    /// The URL of a board.
    pub fn board(&self, name: &str) -> String {
        let url = self.outputs["websocketUrl"].as_str().unwrap_or_default();
        format!("{url}?format=json&board={name}")
    }

    /// Memory that the laptop itself holds, its sandboxes apart, in MB.
    pub fn memory(&self) -> Result<f64> {
        let process = self.process.id().and_then(Process::of);
        let resident = process.context("the laptop has ended")?.resident()?;
        Ok(resident as f64 / (1 << 20) as f64)
    }

    /// Events that the handler's metric has counted as undelivered.
    pub fn undelivered(&self) -> u64 {
        self.undelivered.load(Relaxed)
    }
}

async fn count(log: BufReader<impl tokio::io::AsyncRead + Unpin>, undelivered: Arc<AtomicU64>) {
    let mut lines = log.lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // The laptop writes what a sandbox says between the time and the name of its log stream.
        let said = line.find("{\"").and_then(|at| {
            let mut values = serde_json::Deserializer::from_str(&line[at..]).into_iter::<Value>();
            values.next()?.ok()
        });
        if let Some(events) = said.and_then(|said| said["UndeliveredEvents"].as_u64()) {
            undelivered.fetch_add(events, Relaxed);
        }
    }
}
