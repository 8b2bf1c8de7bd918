//! A REQUEST authorizer as declared: a function that says who may connect, and as whom.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html>

use crate::integration::Integration;
use std::{str::FromStr, sync::Arc};

/// An authorizer of type REQUEST. It is asked before `$connect` and for no other route, each time: a WebSocket API does not
/// remember what an authorizer has said.
#[derive(Clone)]
pub struct Authorizer {
    /// What is invoked.
    pub integration: Arc<dyn Integration>,
    /// What a handshake must have; without any of them it gets 401 and the authorizer is not asked.
    pub identity_sources: Vec<IdentitySource>,
}

/// A part of the handshake that an authorizer needs: `route.request.header.NAME` or `route.request.querystring.NAME`.
///
/// A header's name is compared in whatever case, a query parameter's in its own. Stage variables and context variables, which
/// AWS allows as well, are not supported and do not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// A header of this name.
    Header(String),
    /// A query parameter of this name.
    Query(String),
}

/// An expression that names no part of a handshake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "identity source `{0}`: expected `route.request.header.NAME` or `route.request.querystring.NAME`"
)]
pub struct InvalidIdentitySource(String);

impl FromStr for IdentitySource {
    type Err = InvalidIdentitySource;

    fn from_str(expression: &str) -> Result<Self, Self::Err> {
        let named = |prefix| {
            expression
                .strip_prefix(prefix)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
        };
        let header = || named("route.request.header.").map(Self::Header);
        let query = || named("route.request.querystring.").map(Self::Query);
        header()
            .or_else(query)
            .ok_or_else(|| InvalidIdentitySource(expression.to_owned()))
    }
}
