//! A process of our own that plays a part: started from this executable, told what to do by lines of JSON on its standard
//! input, each answered by one line on its standard output.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child as Process, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A running part. Dropping it ends it.
#[derive(Debug)]
pub struct Child {
    process: Process,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Child {
    /// Starts `executable play ROLE` and reads what it says when it is ready.
    ///
    /// # Errors
    /// It cannot be started, or ends before it is ready.
    pub fn start<T: DeserializeOwned>(
        executable: &Path,
        role: &str,
        arguments: &[&Path],
    ) -> Result<(Self, T)> {
        let mut process = Command::new(executable)
            .args(["play", role])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("the {role} cannot be started"))?;
        let orders = process.stdin.take().expect("it was made a pipe above");
        let answers = process.stdout.take().expect("it was made a pipe above");
        let mut child = Self {
            process,
            orders,
            answers: BufReader::new(answers),
        };
        let ready = child
            .answer()
            .with_context(|| format!("the {role} did not come up"))?;
        Ok((child, ready))
    }

    /// Gives an order and waits for the answer.
    ///
    /// # Errors
    /// The process has ended, or answers something else.
    pub fn order<T: DeserializeOwned>(&mut self, order: &impl Serialize) -> Result<T> {
        let line = serde_json::to_string(order)?;
        writeln!(self.orders, "{line}")?;
        self.answer().with_context(|| format!("after {line}"))
    }

    fn answer<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("it said {line:?}"))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The other side: says that it is ready, then answers orders until nobody gives any more.
///
/// # Errors
/// An order that is none, or nobody who hears the answers.
pub fn obey<O: DeserializeOwned, A: Serialize>(
    ready: &impl Serialize,
    mut answer: impl FnMut(O) -> Result<A>,
) -> Result<()> {
    let say = |line: String| writeln!(std::io::stdout().lock(), "{line}");
    say(serde_json::to_string(ready)?)?;
    for line in std::io::stdin().lines() {
        let order = serde_json::from_str(&line?)?;
        say(serde_json::to_string(&answer(order)?)?)?;
    }
    Ok(())
}
