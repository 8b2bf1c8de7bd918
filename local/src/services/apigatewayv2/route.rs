//! A route, and the function behind it.

use super::{INTEGRATION, ROUTE_RESPONSE, throttle};
use crate::{
    declared::{Declared, of_type},
    integration::LambdaIntegration,
    services::lambda::{FUNCTION, Functions, PERMISSION},
};
use anyhow::Context as _;
use gateway::{IntegrationTimeout, Route, Throttle, policy::matches_arn};
use std::{sync::Arc, time::Duration};

/// The principal that an API invokes functions as.
const API_GATEWAY: &str = "apigateway.amazonaws.com";

/// The route that is declared, and the ARN of the function that it invokes, if it may.
///
/// # Errors
///
/// What API Gateway would not have taken.
pub(super) fn of(
    declared: &[Declared],
    api: &Declared,
    stage: &Declared,
    route: &Declared,
    functions: &Functions,
) -> anyhow::Result<(Route, Option<String>)> {
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
    let function = function
        .inspect_err(|reason| {
            tracing::warn!(reason, "route `{key}` will fail, as it would on AWS");
        })
        .ok();
    let timeout = integration
        .and_then(|integration| integration.inputs.get("timeoutMilliseconds")?.as_u64())
        .map(|timeout| IntegrationTimeout::try_from(Duration::from_millis(timeout)))
        .transpose()
        .with_context(|| format!("the integration of route `{key}`"))?;
    let throttle = throttle::of(stage, key)?;
    if throttle.is_some_and(Throttle::is_nothing) {
        tracing::warn!(
            route = key,
            "this route takes no request, as on AWS: the stage's settings leave its throttling rate or burst out, or at zero"
        );
    }
    let invoked = function.as_ref().and_then(|arn| functions.get(arn));
    let served = Route {
        integration: Arc::new(LambdaIntegration::of(invoked.cloned())),
        timeout: timeout.unwrap_or_default(),
        response_selection_expression: route
            .text("routeResponseSelectionExpression")
            .map(str::to_owned),
        responses: of_type(declared, ROUTE_RESPONSE.token)
            .filter(|response| response.text("routeId") == Some(&route.id))
            .filter_map(|response| Some(response.text("routeResponseKey")?.to_owned()))
            .collect(),
        throttle,
    };
    Ok((served, function))
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
                .is_none_or(|arn| matches_arn(arn, &source))
    });
    if !permitted {
        return Err(format!(
            "no permission (aws:lambda/permission:Permission) lets {API_GATEWAY} invoke `{}` from {source}",
            function.id
        ));
    }
    Ok(arn.to_owned())
}
