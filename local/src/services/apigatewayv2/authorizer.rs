//! The authorizer that `$connect` declares.

use super::{AUTHORIZER, ROUTE, route::invoked_by};
use crate::{
    declared::{DeclarationError, Declared, of_type},
    integration::LambdaIntegration,
    services::lambda::Functions,
};
use gateway::{Authorizer, IdentitySource};
use serde_json::Value;
use std::sync::Arc;

/// The only route that a WebSocket API asks an authorizer for.
const CONNECT: &str = "$connect";

/// The authorizer of `$connect`, if that route has one, and the ARN of the function that it invokes, if it may.
pub(super) fn of(
    declared: &[Declared],
    api: &Declared,
    functions: &Functions,
) -> Result<Option<(Authorizer, Option<String>)>, DeclarationError> {
    let custom = of_type(declared, ROUTE.token)
        .filter(|route| route.text("authorizationType") == Some("CUSTOM"));
    let mut connect = None;
    for route in custom {
        if route.required("routeKey")? != CONNECT {
            return Err(route.problem(
                "authorizationType",
                "is CUSTOM: API Gateway takes an authorizer on $connect only",
            ));
        }
        connect = Some(route);
    }
    let Some(route) = connect else {
        return Ok(None);
    };
    let id = route.required("authorizerId")?;
    let authorizer = of_type(declared, AUTHORIZER.token)
        .find(|authorizer| authorizer.id == id)
        .ok_or_else(|| {
            route.problem(
                "authorizerId",
                format!("is `{id}`, which is no authorizer's id"),
            )
        })?;
    let uri = authorizer.required("authorizerUri")?;
    let source = format!("authorizers/{}", authorizer.id);
    let function = invoked_by(declared, api, &source, authorizer, uri)
        .inspect_err(|reason| {
            tracing::warn!(reason, "the authorizer will fail, as it would on AWS");
        })
        .ok();
    let invoked = function.as_ref().and_then(|arn| functions.get(arn));
    let authorizer = Authorizer {
        integration: Arc::new(LambdaIntegration::of(invoked.cloned())),
        identity_sources: identity_sources(authorizer)?,
    };
    Ok(Some((authorizer, function)))
}

fn identity_sources(authorizer: &Declared) -> Result<Vec<IdentitySource>, DeclarationError> {
    let sources = authorizer.inputs.get("identitySources");
    sources
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|source| {
            let source = source.as_str().unwrap_or_default();
            source.parse().map_err(|error| {
                authorizer.problem("identitySources", format!("cannot be used: {error}"))
            })
        })
        .collect()
}
