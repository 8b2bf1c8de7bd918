//! How functions are run on a laptop.

use super::{
    at_work::AtWork,
    log::{LogSink, TracingSink},
};
use gateway::Clock;
use std::{sync::Arc, time::Duration};

/// How a function is run.
#[derive(Clone)]
pub struct Options {
    /// The most sandboxes there may be at once. 10 unless set.
    pub concurrency: usize,
    /// How long an invocation waits for a sandbox when all of them are at work, before it is throttled. 1 s unless set.
    pub patience: Duration,
    /// How long a sandbox may be without work before it is ended. 60 s unless set.
    pub idle_after: Duration,
    /// How long a sandbox may take until it asks for its first event. 10 s unless set, as in AWS
    /// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>).
    pub init_timeout: Duration,
    /// What the declared timeout and [`idle_after`](Self::idle_after) are measured by. Deadlines told to the handler stay real.
    pub clock: Clock,
    /// Where the lines go that sandboxes write. To `tracing` unless set.
    pub log: Arc<dyn LogSink>,
    /// Where sandboxes at work are listed.
    pub at_work: AtWork,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 10,
            patience: Duration::from_secs(1),
            idle_after: Duration::from_secs(60),
            init_timeout: Duration::from_secs(10),
            clock: Clock::new(),
            log: Arc::new(TracingSink),
            at_work: AtWork::default(),
        }
    }
}
