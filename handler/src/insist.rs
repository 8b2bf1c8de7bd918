//! Asking a database that is busy or silent again, for as long as there is time.
//!
//! The SDK repeats a call a few times within a fraction of a second. What must be done after a change was made is worth more.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::errors::DatabaseError;

/// The pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// Tries until it succeeds, is refused for good, or the time is over.
pub(crate) async fn insist<T>(
    end: Instant,
    what: &str,
    attempt: impl AsyncFn() -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    let mut pause = FIRST_PAUSE;
    let mut failure = DatabaseError::Unavailable("there was no time left for it".to_owned());
    while let Ok(result) = timeout_at(end, attempt()).await {
        failure = match result {
            Err(error @ (DatabaseError::Throttled(_) | DatabaseError::Unavailable(_))) => error,
            final_result => return final_result,
        };
        let wait = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        if Instant::now() + wait >= end {
            break;
        }
        tracing::warn!(error = %failure, what, "the database could not do it: trying again");
        sleep(wait).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    Err(failure)
}
