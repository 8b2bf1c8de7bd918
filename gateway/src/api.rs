//! What is declared: an API, its stage and its routes.

use crate::{Authorizer, Integration, RouteSelection, Throttle, limits};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
    time::Duration,
};

/// The only route response key, and the only expression that selects one.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html>
const DEFAULT: &str = "$default";

/// A WebSocket API with the one stage that is deployed.
#[derive(Clone, Debug)]
pub struct Api {
    /// `requestContext.apiId`, also the first label of its host name on AWS.
    pub id: String,
    /// `requestContext.domainName`. With the stage it must lead back to this gateway, since a handler may make its
    /// `@connections` endpoint of the two: so on a laptop it has a port.
    pub domain_name: String,
    /// `arn:aws:execute-api:REGION:ACCOUNT:ID`, what policies call the API.
    pub execution_arn: String,
    /// The stage's name: the first, and for a handshake the only, segment of the path.
    pub stage: String,
    /// How a message selects its route.
    pub route_selection: RouteSelection,
    /// Who says who may connect; nobody, unless there is a `$connect` route, whose authorizer this is.
    pub authorizer: Option<Authorizer>,
    /// The routes by their keys, `$connect`, `$disconnect` and `$default` among them. Each may be missing.
    pub routes: BTreeMap<String, Route>,
}

impl Api {
    /// What policies call a route.
    pub(crate) fn method_arn(&self, route_key: &str) -> String {
        format!("{}/{}/{route_key}", self.execution_arn, self.stage)
    }
}

/// A route and what stands behind it.
#[derive(Clone)]
pub struct Route {
    /// What is invoked.
    pub integration: Arc<dyn Integration>,
    /// How long it may take.
    pub timeout: IntegrationTimeout,
    /// The route's `routeResponseSelectionExpression`, if it has one.
    pub response_selection_expression: Option<String>,
    /// The keys of the `RouteResponse`s that are declared for it.
    pub responses: BTreeSet<String>,
    /// How many requests it takes, from all clients together. Unless set, as many as the account may make.
    pub throttle: Option<Throttle>,
}

impl Route {
    /// A route that never replies, with the longest time-out.
    #[must_use]
    pub fn one_way(integration: Arc<dyn Integration>) -> Self {
        Self {
            integration,
            timeout: IntegrationTimeout::default(),
            response_selection_expression: None,
            responses: BTreeSet::new(),
            throttle: None,
        }
    }

    /// A route that replies with what its integration answers, with the longest time-out.
    #[must_use]
    pub fn two_way(integration: Arc<dyn Integration>) -> Self {
        Self {
            response_selection_expression: Some(DEFAULT.to_owned()),
            responses: BTreeSet::from([DEFAULT.to_owned()]),
            ..Self::one_way(integration)
        }
    }

    /// The same route with another time-out.
    #[must_use]
    pub fn with_timeout(self, timeout: IntegrationTimeout) -> Self {
        Self { timeout, ..self }
    }

    /// The same route with a throttle.
    #[must_use]
    pub fn with_throttle(self, throttle: Throttle) -> Self {
        Self {
            throttle: Some(throttle),
            ..self
        }
    }

    /// Whether a client gets the integration's answer: the expression must select a response **and** it must exist.
    #[must_use]
    pub fn replies(&self) -> bool {
        self.response_selection_expression.as_deref() == Some(DEFAULT)
            && self.responses.contains(DEFAULT)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("timeout", &self.timeout)
            .field(
                "response_selection_expression",
                &self.response_selection_expression,
            )
            .field("responses", &self.responses)
            .field("throttle", &self.throttle)
            .finish_non_exhaustive()
    }
}

/// How long an integration may take: 50 ms to 29 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntegrationTimeout(Duration);

/// A time-out that API Gateway would not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an integration's time-out of {} ms: it must be between {} and {} ms",
    .0.as_millis(),
    limits::INTEGRATION_TIMEOUT_MIN.value.as_millis(),
    limits::INTEGRATION_TIMEOUT.value.as_millis()
)]
pub struct InvalidTimeout(Duration);

impl IntegrationTimeout {
    /// The time-out's length.
    #[must_use]
    pub fn get(self) -> Duration {
        self.0
    }
}

impl Default for IntegrationTimeout {
    fn default() -> Self {
        Self(limits::INTEGRATION_TIMEOUT.value)
    }
}

impl TryFrom<Duration> for IntegrationTimeout {
    type Error = InvalidTimeout;

    fn try_from(timeout: Duration) -> Result<Self, Self::Error> {
        if (limits::INTEGRATION_TIMEOUT_MIN.value..=limits::INTEGRATION_TIMEOUT.value)
            .contains(&timeout)
        {
            Ok(Self(timeout))
        } else {
            Err(InvalidTimeout(timeout))
        }
    }
}
