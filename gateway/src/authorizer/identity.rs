//! Where a handshake says who it is.

use crate::head::Headers;
use std::str::FromStr;

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

impl IdentitySource {
    /// The value in a handshake. What is empty is not there.
    pub(super) fn value<'a>(
        &self,
        headers: &'a Headers,
        query: &'a [(String, String)],
    ) -> Option<&'a str> {
        let value = match self {
            Self::Header(name) => headers.get(name),
            Self::Query(name) => query
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value.as_str())),
        };
        value.filter(|value| !value.is_empty())
    }
}

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
