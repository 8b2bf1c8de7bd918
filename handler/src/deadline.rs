//! The moment at which Lambda stops the function, and what must be done before it.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::durations::{
    ANNOUNCEMENT, CLOSINGS_PART, DRAWING, FAN_OUT, POSTS_PART, READING_BACK, REPLY, RESERVE,
    TIDYING, WHOLE_FAN_OUT,
};

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

    /// A write ends here. Without an answer until then, the row is read back.
    pub(crate) fn write(self) -> Instant {
        self.read_back() - READING_BACK.of(self.all)
    }

    /// Reading back ends here: from here on the others are told.
    pub(crate) fn read_back(self) -> Instant {
        self.end - ANNOUNCEMENT.of(self.all)
    }

    /// Reading who must be told ends here: from here on they are told.
    pub(crate) fn listing(self) -> Instant {
        self.end - FAN_OUT.of(self.all)
    }

    /// A handshake's rows are written until here, or deleted again.
    pub(crate) fn handshake(self) -> Instant {
        self.end - TIDYING.of(self.all)
    }

    /// Rows of a handshake that has just failed are deleted until here: they do no harm, and its client waits.
    pub(crate) fn tidying(self) -> Instant {
        self.end.min(Instant::now() + TIDYING.of(self.all))
    }
}

/// Points in time by which the steps of a fan-out must have ended. Each leaves time for the next: whoever is not
/// reached must still be closed, and whoever cannot be closed must still lose its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Reading the board ends here.
    pub(crate) drawing: Instant,
    /// Posts and their repeats end here.
    pub(crate) posts: Instant,
    /// Closings end here.
    pub(crate) closings: Instant,
    /// Everything ends here.
    pub(crate) end: Instant,
}

impl Budget {
    /// Five seconds from now, or what is left before the deadline; for rows that DynamoDB is too busy to delete, all of that.
    pub(crate) fn before(deadline: Deadline) -> Self {
        let now = Instant::now();
        let left = deadline.end.saturating_duration_since(now);
        let all = left.min(WHOLE_FAN_OUT + REPLY).saturating_sub(REPLY);
        Self {
            drawing: now + DRAWING.of(all),
            posts: now + all.mul_f64(POSTS_PART),
            closings: now + all.mul_f64(CLOSINGS_PART),
            end: deadline.end - REPLY,
        }
    }
}
