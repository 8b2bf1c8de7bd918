//! The one API that the program declares, as the gateway serves it.

use super::{API, ROUTE, STAGE, authorizer, route, throttle};
use crate::{
    account::Account,
    declared::{Declared, of_type, only},
    services::lambda::Functions,
};
use anyhow::bail;
use gateway::Api;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An API, ready to be served.
pub struct Served {
    /// The API, with its stage and routes.
    pub api: Api,
    /// The ARNs of all functions that it invokes.
    pub invoked: BTreeSet<String>,
}

/// Reads the API with its stage, its routes and its authorizer, and puts the functions behind them that they may invoke.
///
/// # Errors
///
/// What API Gateway would not have taken.
pub fn serve(
    declared: &[Declared],
    account: &Account,
    functions: &Functions,
) -> anyhow::Result<Served> {
    let api = only(declared, API.token)?;
    let stage = only(declared, STAGE.token)?;
    if stage.inputs.get("autoDeploy") != Some(&Value::Bool(true)) {
        let problem = "must be true: without it nothing is deployed, and the laptop has no Deployment resources";
        return Err(stage.problem("autoDeploy", problem).into());
    }
    let mut keys = BTreeSet::new();
    for route in of_type(declared, ROUTE.token) {
        let key = route.required("routeKey")?;
        if !keys.insert(key) {
            // AWS answers the second one with a ConflictException.
            bail!("the program declares two routes with the key `{key}`");
        }
    }
    throttle::check(stage, &keys)?;
    let mut invoked = BTreeSet::new();
    let mut routes = BTreeMap::new();
    for declared_route in of_type(declared, ROUTE.token) {
        let (route, function) = route::of(declared, api, stage, declared_route, functions)?;
        routes.insert(declared_route.required("routeKey")?.to_owned(), route);
        invoked.extend(function);
    }
    let authorizer = authorizer::of(declared, api, functions)?.map(|(authorizer, function)| {
        invoked.extend(function);
        authorizer
    });
    let api = Api {
        id: api.id.clone(),
        domain_name: account.gateway.to_string(),
        execution_arn: api.output("executionArn").unwrap_or_default().to_owned(),
        stage: stage.id.clone(),
        authorizer,
        route_selection: api.required("routeSelectionExpression")?.parse()?,
        routes,
    };
    Ok(Served { api, invoked })
}
