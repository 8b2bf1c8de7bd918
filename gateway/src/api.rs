//! What is declared: an API, its stage and its routes.

use crate::{
    authorizer::Authorizer,
    integration::{Integration, IntegrationTimeout},
    selection::RouteSelection,
    throttle::Throttle,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The only route response key, and the only expression that selects one.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html>
const DEFAULT: &str = "$default";

/// A WebSocket API with the one stage that is deployed.
#[derive(Clone)]
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
    /// The `$connect` route's authorizer. Not asked where there is no such route.
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

    /// Whether a client gets the integration's answer: the expression must select a response **and** it must exist.
    #[must_use]
    pub fn replies(&self) -> bool {
        self.response_selection_expression.as_deref() == Some(DEFAULT)
            && self.responses.contains(DEFAULT)
    }
}
