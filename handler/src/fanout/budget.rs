//! How much time a fan-out has, and for what.

use std::time::Duration;

use tokio::time::Instant;

use crate::deadline::Deadline;

/// One post, at most.
pub(super) const POST: Duration = Duration::from_secs(3);
/// Reading the board for those who draw it, at most: the others wait for it as well.
const DRAWING: Duration = Duration::from_secs(1);
/// All of a fan-out, at most.
const ALL: Duration = Duration::from_secs(5);
/// What the sender's reply takes after that.
const REPLY: Duration = Duration::from_millis(100);

/// Points in time by which the steps of a fan-out must have ended. Each leaves time for the next: whoever is not
/// reached must still be closed, and whoever cannot be closed must still lose its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    drawing: Instant,
    posts: Instant,
    closings: Instant,
    end: Instant,
}

impl Budget {
    /// Five seconds from now, or what is left before the deadline; for rows that DynamoDB is too busy to delete, all of that.
    pub(crate) fn before(deadline: Deadline) -> Self {
        let now = Instant::now();
        let all = deadline.within(ALL + REPLY).saturating_sub(REPLY);
        Self {
            drawing: now + DRAWING.min(all.mul_f64(0.25)),
            posts: now + all.mul_f64(0.75),
            closings: now + all.mul_f64(0.85),
            end: deadline.instant() - REPLY,
        }
    }

    /// Reading the board ends here.
    pub(crate) fn drawing(self) -> Instant {
        self.drawing
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
