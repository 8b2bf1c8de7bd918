//! The time the gateway goes by.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, time::Instant};

/// A clock that runs with the machine's and that a test can move ahead. Clones are the same clock.
///
/// It drives the idle time-out, the two hours, integration and write time-outs, and every time in an event. It has
/// no way back: time only passes, if sometimes quickly.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<watch::Sender<Duration>>,
}

impl Clock {
    /// A clock that shows the machine's time.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time of day, which goes into events and rows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        SystemTime::now() + *self.ahead.borrow()
    }

    /// The time to measure spans by: it does not jump when the machine's time of day is set.
    #[must_use]
    pub fn instant(&self) -> Instant {
        Instant::now() + *self.ahead.borrow()
    }

    /// Lets `by` pass at once. Whoever sleeps until a moment within it wakes up.
    pub fn advance(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead += by);
    }

    /// Waits for `moment`, as shown by [`Clock::instant`].
    pub async fn sleep_until(&self, moment: Instant) {
        let mut ahead = self.ahead.subscribe();
        loop {
            let now = Instant::now() + *ahead.borrow_and_update();
            if now >= moment {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(moment - now) => {}
                // Cannot fail: `self` holds the sender.
                _ = ahead.changed() => {}
            }
        }
    }

    /// Waits until `span` has passed.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.instant() + span).await;
    }
}
