//! How a message selects its route.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, str::FromStr};

/// A route selection expression, `$request.body.FIELD` with any depth of fields, or the same in braces.
///
/// "For WebSocket-based APIs, the expression should be of the form `$request.body.{path_to_body_element}`", from
/// [WebSocket selection expressions][page]. The combination of several variables or of a variable and text, which
/// that page allows as well, is not supported and does not parse.
///
/// [page]: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSelection {
    /// Never empty, and no field is.
    path: Vec<String>,
}

/// An expression that is none, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "route selection expression `{expression}`: {reason}; expected `$request.body.FIELD`, such as `$request.body.action`"
)]
pub struct InvalidSelection {
    expression: String,
    reason: &'static str,
}

impl RouteSelection {
    /// The route key that `message` asks for. None if the message is not JSON, or the field is missing or not a string.
    ///
    /// What else the message holds only has to be well-formed: half a surrogate pair, a number beyond a double and any depth are.
    #[must_use]
    pub fn select(&self, message: &str) -> Option<String> {
        let mut body = message;
        for field in &self.path {
            let fields: BTreeMap<Name<'_>, &RawValue> = serde_json::from_str(body).ok()?;
            body = fields.get(&Name(field.as_bytes().into()))?.get();
        }
        serde_json::from_str(body).ok()
    }
}

/// A field's name. As bytes, one that is not of whole characters is no error: it is one that no expression has.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Name<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl FromStr for RouteSelection {
    type Err = InvalidSelection;

    fn from_str(expression: &str) -> Result<Self, Self::Err> {
        let invalid = |reason| InvalidSelection {
            expression: expression.to_owned(),
            reason,
        };
        let variable = expression
            .strip_prefix('$')
            .ok_or_else(|| invalid("it does not begin with `$`"))?;
        let variable = match variable.strip_prefix('{') {
            Some(braced) => braced
                .strip_suffix('}')
                .ok_or_else(|| invalid("its brace is not closed at its end"))?,
            None => variable,
        };
        let path = variable.strip_prefix("request.body.").ok_or_else(|| {
            invalid("a WebSocket API selects by a field of the message's body only")
        })?;
        let mut fields = path.split('.');
        if fields.clone().any(str::is_empty) {
            return Err(invalid("a field's name is missing"));
        }
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if !fields.all(|field| field.chars().all(plain)) {
            return Err(invalid(
                "a field's name has letters, digits, `_` and `-` only",
            ));
        }
        Ok(Self {
            path: path.split('.').map(str::to_owned).collect(),
        })
    }
}
