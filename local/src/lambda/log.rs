//! What a sandbox writes: line by line to the laptop's sink, and the last lines kept for errors.

use super::error::LastLines;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    task::JoinSet,
};
use uuid::Uuid;

/// How many lines are kept for errors.
const KEPT_LINES: usize = 20;

/// A longer line is cut into several, so that memory is bounded. CloudWatch's own limit for an event, in bytes:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
const MAX_LINE: u64 = 256 * 1024;

/// How long a sandbox that has ended is read for what is still in its pipes. Only a process that left the sandbox's group
/// keeps them open.
const LAST_READ: Duration = Duration::from_secs(1);

/// Where the lines go that sandboxes write.
pub trait LogSink: Send + Sync + 'static {
    /// Takes one line, without its line break. `stream` is the name of the sandbox's log stream.
    fn write(&self, stream: &str, line: &str);
}

impl<F: Fn(&str, &str) + Send + Sync + 'static> LogSink for F {
    fn write(&self, stream: &str, line: &str) {
        self(stream, line);
    }
}

/// Lines as events of `tracing`, level info.
pub(super) struct TracingSink;

impl LogSink for TracingSink {
    fn write(&self, stream: &str, line: &str) {
        tracing::info!(target: "sandbox", stream, "{line}");
    }
}

/// The log stream of one sandbox.
pub(super) struct LogStream {
    writer: Arc<Writer>,
    readers: JoinSet<()>,
}

struct Writer {
    name: String,
    sink: Arc<dyn LogSink>,
    last: Mutex<VecDeque<String>>,
}

impl LogStream {
    /// A stream with a new name, in Lambda's form: `2026/03/31/[$LATEST]0123456789abcdef0123456789abcdef`.
    pub(super) fn new(sink: Arc<dyn LogSink>) -> Self {
        let now = OffsetDateTime::now_utc();
        let name = format!(
            "{:04}/{:02}/{:02}/[$LATEST]{}",
            now.year(),
            u8::from(now.month()),
            now.day(),
            Uuid::new_v4().simple()
        );
        let last = Mutex::new(VecDeque::with_capacity(KEPT_LINES));
        Self {
            writer: Arc::new(Writer { name, sink, last }),
            readers: JoinSet::new(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.writer.name
    }

    /// Takes every line that comes out of a pipe, until it ends.
    pub(super) fn follow(&mut self, pipe: impl AsyncRead + Send + Unpin + 'static) {
        self.readers.spawn(copy_lines(pipe, self.writer.clone()));
    }

    /// Adds a line that is not the sandbox's, but the platform's about it.
    pub(super) fn write(&self, line: &str) {
        self.writer.sink.write(&self.writer.name, line);
    }

    /// The last lines of a sandbox that has ended, once all of them are read.
    pub(super) async fn last_lines(&mut self) -> LastLines {
        let all_read = async { while self.readers.join_next().await.is_some() {} };
        // Past this time the lines there are will do.
        let _ = tokio::time::timeout(LAST_READ, all_read).await;
        LastLines(self.writer.last().iter().cloned().collect())
    }
}

impl Writer {
    fn last(&self) -> std::sync::MutexGuard<'_, VecDeque<String>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, line: &str) {
        self.sink.write(&self.name, line);
        let mut last = self.last();
        if last.len() == KEPT_LINES {
            last.pop_front();
        }
        last.push_back(line.to_owned());
    }
}

async fn copy_lines(pipe: impl AsyncRead + Unpin, writer: Arc<Writer>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = (&mut reader)
        .take(MAX_LINE)
        .read_until(b'\n', &mut line)
        .await
    {
        let text = String::from_utf8_lossy(&line);
        writer.take(text.trim_end_matches(['\r', '\n']));
        line.clear();
    }
}
