//! The authorizer that `$connect` declares.

use super::{AssemblyError, Declared, of_type, route::invoked_by};
use crate::resources::{AUTHORIZER, ROUTE};
use gateway::IdentitySource;
use serde_json::Value;

/// The only route that a WebSocket API asks an authorizer for.
const CONNECT: &str = "$connect";

/// An authorizer as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizerDeclaration {
    /// The ARN of the function that it invokes, or why it invokes none.
    pub function: Result<String, String>,
    /// What a handshake must have.
    pub identity_sources: Vec<IdentitySource>,
}

/// The authorizer of `$connect`, if that route has one.
pub(super) fn of(
    declared: &[Declared],
    api: &Declared,
) -> Result<Option<AuthorizerDeclaration>, AssemblyError> {
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
    Ok(Some(AuthorizerDeclaration {
        function: invoked_by(declared, api, &source, authorizer, uri),
        identity_sources: identity_sources(authorizer)?,
    }))
}

fn identity_sources(authorizer: &Declared) -> Result<Vec<IdentitySource>, AssemblyError> {
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
