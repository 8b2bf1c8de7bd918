//! How many requests are taken: token buckets on the gateway's clock.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html>

use crate::{Api, Clock, limits};
use governor::{
    Quota, RateLimiter,
    state::{InMemoryState, NotKeyed},
};
use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

/// A token bucket: so many requests a second, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttle {
    /// Requests a second, in the long run. Zero takes none at all.
    pub rate: f64,
    /// What the bucket holds, and how full it is at first. Zero takes none at all.
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
        // Also what is no number is nothing.
        !(self.rate > 0.0 && self.burst > 0)
    }
}

/// What an account may do in a region, whatever its APIs' own settings say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountQuota {
    /// Handshakes, messages and calls of `@connections` together. 10,000 a second and 5,000 at once unless set.
    pub requests: Throttle,
    /// Handshakes. 500 a second unless set.
    pub new_connections: Throttle,
}

impl AccountQuota {
    /// So much that nothing is refused because it comes too soon: for benchmarks and fuzzing.
    pub const UNLIMITED: Self = {
        let unlimited = Throttle {
            rate: 1e9,
            burst: u32::MAX,
        };
        Self {
            requests: unlimited,
            new_connections: unlimited,
        }
    };
}

impl Default for AccountQuota {
    fn default() -> Self {
        Self {
            requests: limits::REQUESTS.value,
            new_connections: Throttle {
                rate: limits::NEW_CONNECTIONS.value,
                burst: limits::NEW_CONNECTIONS_AT_ONCE.value,
            },
        }
    }
}

/// The request came too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The buckets of a stage, and those of its account.
///
/// A request is first held against its route's bucket and then against the account's, so that what a route refuses costs the
/// account nothing. AWS has the same order for its other APIs:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html>.
/// `$disconnect` is no request of anybody's and is never refused.
pub(crate) struct Throttles {
    routes: BTreeMap<String, Bucket>,
    requests: Bucket,
    new_connections: Bucket,
}

impl Throttles {
    pub(crate) fn new(api: &Api, account: AccountQuota, clock: &Clock) -> Self {
        let bucket = |throttle| Bucket::new(throttle, clock);
        let routes = api
            .routes
            .iter()
            .filter_map(|(key, route)| Some((key.clone(), bucket(route.throttle?))));
        Self {
            routes: routes.collect(),
            requests: bucket(account.requests),
            new_connections: bucket(account.new_connections),
        }
    }

    pub(crate) fn take_handshake(&self) -> Result<(), TooMany> {
        self.take_of_route("$connect")?;
        self.new_connections.take()?;
        self.requests.take()
    }

    /// A message that selects this route, or none.
    pub(crate) fn take_message(&self, route_key: Option<&str>) -> Result<(), TooMany> {
        if let Some(key) = route_key {
            self.take_of_route(key)?;
        }
        self.requests.take()
    }

    /// A call of `@connections`: no route's settings speak of it.
    pub(crate) fn take_call(&self) -> Result<(), TooMany> {
        self.requests.take()
    }

    fn take_of_route(&self, key: &str) -> Result<(), TooMany> {
        self.routes.get(key).map_or(Ok(()), Bucket::take)
    }
}

/// A bucket; none if it holds nothing.
struct Bucket(Option<RateLimiter<NotKeyed, InMemoryState, Clock>>);

impl Bucket {
    fn new(throttle: Throttle, clock: &Clock) -> Self {
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

    fn take(&self) -> Result<(), TooMany> {
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
