//! How much time a fan-out has, and for what.

use tokio::time::Instant;

use crate::deadline::Deadline;
use crate::durations::{CLOSINGS_PART, DRAWING, POSTS_PART, REPLY, WHOLE_FAN_OUT};

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
        let all = deadline.within(WHOLE_FAN_OUT + REPLY).saturating_sub(REPLY);
        Self {
            drawing: now + DRAWING.of(all),
            posts: now + all.mul_f64(POSTS_PART),
            closings: now + all.mul_f64(CLOSINGS_PART),
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
