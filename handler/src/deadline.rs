//! The moment at which Lambda stops the function, and what must be done before it.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::durations::{ANNOUNCEMENT, FAN_OUT, READING_BACK, RESERVE, Share, TIDYING};

/// The last moment at which work may be under way, and the last moments of its steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    end: Instant,
    all: Duration,
}

impl Deadline {
    /// The deadline of an invocation that Lambda stops at that moment of this machine's clock.
    pub(crate) fn before(stopped_at: SystemTime) -> Self {
        let left = stopped_at
            .duration_since(SystemTime::now())
            .unwrap_or_default();
        let all = left.saturating_sub(RESERVE);
        Self {
            end: Instant::now() + all,
            all,
        }
    }

    /// The deadline itself.
    pub(crate) fn instant(self) -> Instant {
        self.end
    }

    /// The time until it, at most `limit`.
    pub(crate) fn within(self, limit: Duration) -> Duration {
        self.end
            .saturating_duration_since(Instant::now())
            .min(limit)
    }

    /// A write ends here. Without an answer until then, the row is read back.
    pub(crate) fn write(self) -> Instant {
        self.read_back() - self.share(READING_BACK)
    }

    /// Reading back ends here: from here on the others are told.
    pub(crate) fn read_back(self) -> Instant {
        self.end - self.share(ANNOUNCEMENT)
    }

    /// Reading who must be told ends here: from here on they are told.
    pub(crate) fn listing(self) -> Instant {
        self.end - self.share(FAN_OUT)
    }

    /// A handshake's rows are written until here, or deleted again.
    pub(crate) fn handshake(self) -> Instant {
        self.end - self.share(TIDYING)
    }

    /// Rows of a handshake that has just failed are deleted until here: they do no harm, and its client waits.
    pub(crate) fn tidying(self) -> Instant {
        self.end.min(Instant::now() + self.share(TIDYING))
    }

    fn share(self, share: Share) -> Duration {
        share.of(self.all)
    }
}
