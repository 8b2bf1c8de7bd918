//! How many requests are taken, by a route and by the account.

use crate::{
    api::Api,
    clock::Clock,
    limits,
    throttle::{Bucket, Throttle, TooMany},
};
use std::collections::BTreeMap;

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
            requests: limits::REQUESTS,
            new_connections: limits::NEW_CONNECTIONS,
        }
    }
}

/// The buckets of a stage, and those of its account.
///
/// A request is first held against its route's bucket and then against the account's, so that what a route refuses costs the
/// account nothing. AWS has the same order for its other APIs:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html>.
/// `$disconnect` is not a client's request, and is never refused.
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
