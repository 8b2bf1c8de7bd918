//! A route, and the function behind it.

use super::{AssemblyError, Declared, of_type, throttle};
use crate::{
    iam::pattern,
    resources::{FUNCTION, INTEGRATION, PERMISSION, ROUTE_RESPONSE},
};
use gateway::Throttle;
use std::{collections::BTreeSet, time::Duration};

/// The principal that an API invokes functions as.
const API_GATEWAY: &str = "apigateway.amazonaws.com";

/// A route as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteDeclaration {
    /// Its key.
    pub key: String,
    /// The ARN of the function that it invokes, or why it invokes none.
    pub function: Result<String, String>,
    /// How long it may take, if the integration says so.
    pub timeout: Option<Duration>,
    /// Its `routeResponseSelectionExpression`.
    pub response_selection_expression: Option<String>,
    /// The keys of its route responses.
    pub responses: BTreeSet<String>,
    /// What the stage's settings say of it; nothing, if it has none.
    pub throttle: Option<Throttle>,
}

/// What is declared of a route.
pub(super) fn of(
    declared: &[Declared],
    api: &Declared,
    stage: &Declared,
    route: &Declared,
) -> Result<RouteDeclaration, AssemblyError> {
    let key = route.required("routeKey")?;
    let integration = route
        .text("target")
        .and_then(|target| target.strip_prefix("integrations/"))
        .and_then(|id| of_type(declared, INTEGRATION.token).find(|i| i.id == id));
    let function = match integration {
        Some(integration) => {
            let uri = integration.text("integrationUri").unwrap_or_default();
            let source = format!("{}/{key}", stage.id);
            invoked_by(declared, api, &source, integration, uri)
        }
        None => Err(format!("route `{key}` has no integration as its target")),
    };
    let timeout = integration
        .and_then(|integration| integration.inputs.get("timeoutMilliseconds")?.as_u64())
        .map(Duration::from_millis);
    Ok(RouteDeclaration {
        key: key.to_owned(),
        function,
        timeout,
        response_selection_expression: route
            .text("routeResponseSelectionExpression")
            .map(str::to_owned),
        responses: of_type(declared, ROUTE_RESPONSE.token)
            .filter(|response| response.text("routeId") == Some(&route.id))
            .filter_map(|response| Some(response.text("routeResponseKey")?.to_owned()))
            .collect(),
        throttle: throttle::of(stage, key)?,
    })
}

/// The function that an integration or an authorizer invokes by its URI, if a permission lets that part of the API.
pub(super) fn invoked_by(
    declared: &[Declared],
    api: &Declared,
    part: &str,
    invoker: &Declared,
    uri: &str,
) -> Result<String, String> {
    let function = of_type(declared, FUNCTION.token)
        .find(|function| function.output("invokeArn") == Some(uri))
        .ok_or_else(|| {
            format!(
                "{} `{}` has `{uri}` as its URI, which is no function's",
                invoker.token, invoker.name
            )
        })?;
    let arn = function.output("arn").unwrap_or_default();
    let source = format!("{}/{part}", api.output("executionArn").unwrap_or_default());
    let permitted = of_type(declared, PERMISSION.token).any(|permission| {
        let on = permission.text("function").unwrap_or_default();
        (on == function.id || on == arn)
            && permission.text("principal") == Some(API_GATEWAY)
            && permission
                .text("sourceArn")
                .is_none_or(|arn| pattern::matches(arn, &source))
    });
    if !permitted {
        return Err(format!(
            "no permission (aws:lambda/permission:Permission) lets {API_GATEWAY} invoke `{}` from {source}",
            function.id
        ));
    }
    Ok(arn.to_owned())
}
