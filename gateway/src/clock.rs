//! The time the gateway goes by.

use hyper::rt;
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, time::Instant};

/// A clock that runs with the machine's and that a test can move ahead. Clones are the same clock.
///
/// It drives every time-out and every throttle, and shows the time that events have. It has no way back: time only passes, if
/// sometimes quickly.
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

    /// Lets `by` pass at once. Tasks that sleep until a moment within it wake up.
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

    /// What a future comes to, if it does so before `span` has passed.
    pub(crate) async fn timeout<F: Future>(&self, span: Duration, future: F) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = future => Some(output),
            () = self.sleep(span) => None,
        }
    }

    /// Waits until `span` has passed.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.instant() + span).await;
    }
}

/// The clock as hyper goes by it.
#[derive(Clone, Debug)]
pub(crate) struct HttpTimer(pub(crate) Clock);

impl rt::Timer for HttpTimer {
    fn sleep(&self, span: Duration) -> Pin<Box<dyn rt::Sleep>> {
        self.sleep_until(self.now() + span)
    }

    fn sleep_until(&self, moment: std::time::Instant) -> Pin<Box<dyn rt::Sleep>> {
        let clock = self.0.clone();
        let sleep = async move { clock.sleep_until(moment.into()).await };
        Box::pin(HttpSleep(Box::pin(sleep)))
    }

    fn now(&self) -> std::time::Instant {
        self.0.instant().into_std()
    }
}

struct HttpSleep(Pin<Box<dyn Future<Output = ()> + Send + Sync>>);

impl Future for HttpSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl rt::Sleep for HttpSleep {}
