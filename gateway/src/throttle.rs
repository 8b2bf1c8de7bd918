//! A token bucket on the gateway's clock.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html>

use crate::clock::Clock;
use governor::{
    Quota, RateLimiter,
    state::{InMemoryState, NotKeyed},
};
use std::{num::NonZeroU32, time::Duration};

/// A token bucket's settings: so many requests a second, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttle {
    /// Requests a second, in the long run. Zero refuses every request.
    pub rate: f64,
    /// What the bucket holds, and how full it is at first. Zero refuses every request.
    pub burst: u32,
}

impl Throttle {
    /// What settings without throttle values mean on AWS.
    pub const NOTHING: Self = Self {
        rate: 0.0,
        burst: 0,
    };

    /// Whether no request ever passes.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        // NaN counts as zero.
        !(self.rate > 0.0 && self.burst > 0)
    }
}

/// The request came too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// A bucket; none if it holds nothing.
pub(crate) struct Bucket(Option<RateLimiter<NotKeyed, InMemoryState, Clock>>);

impl Bucket {
    pub(crate) fn new(throttle: Throttle, clock: &Clock) -> Self {
        let burst = NonZeroU32::new(throttle.burst).filter(|_| !throttle.is_nothing());
        Self(burst.map(|burst| {
            // A bucket that takes more than centuries to fill, or less than a nanosecond for a request, is as good as one that
            // takes those. The limiter counts in 64 bits of nanoseconds.
            let longest = Duration::from_nanos(u64::MAX / 2 / u64::from(burst.get()));
            let period = Duration::try_from_secs_f64(1.0 / throttle.rate)
                .unwrap_or(Duration::MAX)
                .clamp(Duration::from_nanos(1), longest);
            let quota = Quota::with_period(period)
                .expect("a period of at least a nanosecond")
                .allow_burst(burst);
            RateLimiter::direct_with_clock(quota, clock.clone())
        }))
    }

    pub(crate) fn take(&self) -> Result<(), TooMany> {
        let limiter = self.0.as_ref().ok_or(TooMany)?;
        limiter.check().map_err(|_| TooMany)
    }
}

impl governor::clock::Clock for Clock {
    type Instant = std::time::Instant;

    fn now(&self) -> Self::Instant {
        self.instant().into_std()
    }
}
