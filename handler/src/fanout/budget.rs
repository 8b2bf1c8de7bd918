//! How much time a fan-out has, and for what.

use std::time::Duration;

use tokio::time::Instant;

use crate::deadline::Deadline;

/// One post, at most.
pub(super) const POST: Duration = Duration::from_secs(3);
/// All of a fan-out, at most.
const ALL: Duration = Duration::from_secs(5);
/// What the sender's reply takes after that.
const REPLY: Duration = Duration::from_millis(100);

/// Points in time by which the steps of a fan-out must have ended. Each leaves time for the next: whoever is not
/// reached must still be closed, and whoever cannot be closed must still lose its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    posts: Instant,
    closings: Instant,
    end: Instant,
}

impl Budget {
    /// Five seconds from now, or what is left before the deadline.
    pub(crate) fn before(deadline: Deadline) -> Self {
        let now = Instant::now();
        let all = deadline.within(ALL + REPLY).saturating_sub(REPLY);
        Self {
            posts: now + all.mul_f64(0.8),
            closings: now + all.mul_f64(0.92),
            end: now + all,
        }
    }

    /// Posts and their repeats end here.
    pub(super) fn posts(self) -> Instant {
        self.posts
    }

    /// Closings end here.
    pub(super) fn closings(self) -> Instant {
        self.closings
    }

    /// Everything ends here.
    pub(crate) fn end(self) -> Instant {
        self.end
    }
}
