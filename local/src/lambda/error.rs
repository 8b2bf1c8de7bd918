//! Why an invocation failed, in words for the person who reads the laptop's log.

use std::{fmt, io, path::PathBuf, time::Duration};
use testkit::runtime_api::ErrorReport;

/// Why there is no answer to an event.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// Every sandbox was at work, for longer than an invocation waits. No sandbox has seen the event.
    #[error(
        "throttled: all {concurrency} sandboxes are at work; the laptop's --concurrency allows more"
    )]
    Throttled {
        /// The most sandboxes there may be.
        concurrency: usize,
    },
    /// The event is larger than Lambda takes. No sandbox has seen it.
    #[error(
        "the event has {size} bytes, and Lambda takes at most {}",
        testkit::runtime_api::MAX_EVENT
    )]
    EventTooLarge {
        /// The event's size in bytes.
        size: usize,
    },
    /// A sandbox was needed and did not come up. No sandbox has seen the event.
    #[error(transparent)]
    InitFailed(#[from] InitFailure),
    /// The declared time was over; the sandbox was killed.
    #[error("Task timed out after {:.2} seconds", after.as_secs_f64())]
    TimedOut {
        /// The declared time.
        after: Duration,
    },
    /// The sandbox ended before it answered.
    #[error("the sandbox ended before it answered ({status}){last_lines}")]
    Crashed {
        /// How it ended, such as `exit status: 1` or `signal: 9 (SIGKILL)`.
        status: String,
        /// What it wrote last.
        last_lines: LastLines,
    },
    /// The handler answered with an error, or with more than Lambda takes (`Function.ResponseSizeTooLarge`).
    #[error("the handler answered with an error: {0}")]
    Error(ErrorReport),
    /// The function was shut down.
    #[error("the function is shut down")]
    Stopped,
}

/// Why a sandbox did not come up.
#[derive(Debug, thiserror::Error)]
#[error("function {function} cannot start: {cause}{last_lines}")]
pub struct InitFailure {
    /// The function's name.
    pub function: String,
    /// What went wrong.
    pub cause: InitFailureCause,
    /// What the sandbox wrote last.
    pub last_lines: LastLines,
}

/// What went wrong when a sandbox was to come up.
#[derive(Debug, thiserror::Error)]
pub enum InitFailureCause {
    /// No port for its Runtime API.
    #[error("cannot listen on 127.0.0.1 for its Runtime API: {0}")]
    RuntimeApi(io::Error),
    /// The operating system does not run the executable.
    #[error("cannot run {}: {error}", executable.display())]
    Executable {
        /// The declared executable.
        executable: PathBuf,
        /// The operating system's words.
        error: io::Error,
    },
    /// It ended by itself.
    #[error("it ended ({0}) before it asked for an event")]
    Exited(String),
    /// It said so itself, over the Runtime API.
    #[error("{0}")]
    Reported(ErrorReport),
    /// It took too long.
    #[error("it did not ask for an event within {:.2} seconds", .0.as_secs_f64())]
    TimedOut(Duration),
}

/// The last lines that a sandbox wrote, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastLines(pub Vec<String>);

impl fmt::Display for LastLines {
    /// Continues a sentence: nothing, or `. Its last log lines:` and a line each, indented.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(". It wrote nothing");
        }
        f.write_str(". Its last log lines:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
