//! The moment at which Lambda stops the function, and what must be done before it.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// What is left for giving the reply back after everything else.
const RESERVE: Duration = Duration::from_millis(300);

/// The last moment at which work may be under way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// The deadline of an invocation that Lambda stops at that moment of this machine's clock.
    pub(crate) fn before(stopped_at: SystemTime) -> Self {
        let left = stopped_at
            .duration_since(SystemTime::now())
            .unwrap_or_default();
        Self(Instant::now() + left.saturating_sub(RESERVE))
    }

    /// The deadline itself.
    pub(crate) fn instant(self) -> Instant {
        self.0
    }

    /// The time until it, at most `limit`.
    pub(crate) fn within(self, limit: Duration) -> Duration {
        self.0.saturating_duration_since(Instant::now()).min(limit)
    }
}
