//! The laptop as a process.

use crate::process::Process;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::{path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A running laptop. Dropping it kills it.
#[derive(Debug)]
pub struct Laptop {
    process: Child,
    /// The URL of a board.
    pub board: String,
}

impl Laptop {
    /// Starts it with the stack `endurance` on a free port, and waits until it serves.
    pub async fn start(executable: &Path) -> Result<Self> {
        let mut process = Command::new(executable)
            .args(["--port", "0", "--json", "--stack", "endurance"])
            .args(["--in-memory", "--account-connections", "5000"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .env("RUST_LOG", "off,sandbox=info")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| executable.display().to_string())?;
        let stdout = process.stdout.take().context("it was made a pipe above")?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        let line = line.context("the laptop ended before it served")?;
        let outputs: Value = serde_json::from_str(&line)?;
        let url = outputs["websocketUrl"].as_str().unwrap_or_default();
        Ok(Self {
            process,
            board: format!("{url}?format=json&board=crowd"),
        })
    }

    /// Memory that the laptop itself holds, its sandboxes apart, in MB.
    pub fn memory(&self) -> Result<f64> {
        let process = self.process.id().and_then(Process::of);
        let resident = process.context("the laptop has ended")?.resident()?;
        Ok(resident as f64 / (1 << 20) as f64)
    }
}
