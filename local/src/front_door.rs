//! The API as declared, made the gateway's: routes and authorizer with the functions that they invoke.

use crate::{
    account::Account,
    assembly::{ApiDeclaration, AuthorizerDeclaration, RouteDeclaration},
    integration::LambdaIntegration,
    lambda::Function,
};
use anyhow::Context as _;
use gateway::{Api, Authorizer, IntegrationTimeout, Route, Throttle};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Functions by their ARNs.
pub type Functions = BTreeMap<String, Arc<Function>>;

/// The ARNs of all functions that an API invokes.
pub fn invoked(api: &ApiDeclaration) -> BTreeSet<String> {
    let routes = api.routes.iter().map(|route| &route.function);
    let authorizer = api.authorizer.iter().map(|authorizer| &authorizer.function);
    routes.chain(authorizer).flatten().cloned().collect()
}

/// The gateway's API.
///
/// # Errors
/// What API Gateway would not have taken.
pub fn open(api: ApiDeclaration, account: &Account, functions: &Functions) -> anyhow::Result<Api> {
    let routes = api
        .routes
        .into_iter()
        .map(|route| Ok((route.key.clone(), self::route(route, functions)?)))
        .collect::<anyhow::Result<_>>()?;
    Ok(Api {
        id: api.id,
        domain_name: account.gateway.to_string(),
        execution_arn: api.execution_arn,
        stage: api.stage,
        authorizer: api
            .authorizer
            .map(|authorizer| self::authorizer(authorizer, functions)),
        route_selection: api.route_selection.parse()?,
        routes,
    })
}

fn authorizer(authorizer: AuthorizerDeclaration, functions: &Functions) -> Authorizer {
    Authorizer {
        integration: Arc::new(integrate(authorizer.function, functions, "the authorizer")),
        identity_sources: authorizer.identity_sources,
    }
}

/// What is invoked; nothing, where the declarations do not let it.
fn integrate(
    function: Result<String, String>,
    functions: &Functions,
    invoker: &str,
) -> LambdaIntegration {
    let function = function.map_err(|reason| {
        tracing::warn!(reason, "{invoker} will fail, as it would on AWS");
    });
    LambdaIntegration::of(function.ok().and_then(|arn| functions.get(&arn).cloned()))
}

fn route(route: RouteDeclaration, functions: &Functions) -> anyhow::Result<Route> {
    let integration = integrate(route.function, functions, &format!("route `{}`", route.key));
    let timeout = match route.timeout {
        Some(timeout) => IntegrationTimeout::try_from(timeout)
            .with_context(|| format!("the integration of route `{}`", route.key))?,
        None => IntegrationTimeout::default(),
    };
    if route.throttle.is_some_and(Throttle::is_nothing) {
        tracing::warn!(
            route = route.key,
            "this route takes no request, as on AWS: the stage's settings leave its throttling rate or burst out, or at zero"
        );
    }
    Ok(Route {
        integration: Arc::new(integration),
        timeout,
        response_selection_expression: route.response_selection_expression,
        responses: route.responses,
        throttle: route.throttle,
    })
}
