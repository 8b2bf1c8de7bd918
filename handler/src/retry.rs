//! Trying again.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::durations::{Backoff, INSISTING};
use crate::errors::DatabaseError;

impl Backoff {
    /// Waits before the next attempt. False, without a wait, if that would begin after `end`.
    pub(crate) async fn wait(&mut self, end: Instant) -> bool {
        let begins = self.next().map(|pause| Instant::now() + pause);
        let Some(begins) = begins.filter(|begins| *begins < end) else {
            return false;
        };
        sleep_until(begins).await;
        true
    }
}

impl Iterator for Backoff {
    type Item = Duration;

    /// A random half of each pause keeps those who failed together from coming back together.
    fn next(&mut self) -> Option<Duration> {
        let pause = self.next.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.next = (self.next * 2).min(self.longest);
        Some(pause)
    }
}

/// Asks a database that is busy or silent until it succeeds, refuses for good, or the time is over.
///
/// The SDK repeats a call a few times within a fraction of a second. What must be done after a change was made is worth more.
pub(crate) async fn insist<T>(
    end: Instant,
    what: &str,
    attempt: impl AsyncFn() -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    let mut pauses = INSISTING;
    let mut failure = DatabaseError::Unavailable("there was no time left for it".to_owned());
    while let Ok(result) = timeout_at(end, attempt()).await {
        failure = match result {
            Err(error @ (DatabaseError::Throttled(_) | DatabaseError::Unavailable(_))) => error,
            final_result => return final_result,
        };
        if !pauses.wait(end).await {
            break;
        }
        tracing::warn!(error = %failure, what, "the database could not do it: trying again");
    }
    Err(failure)
}
