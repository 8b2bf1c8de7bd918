//! Settings of the API.

use protocol::names::defaults;
use serde::Deserialize;

/// The name of a stage: 1 to 128 letters, digits, hyphens and underscores.
///
/// <https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct StageName(String);

impl StageName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for StageName {
    fn default() -> Self {
        Self(defaults::STAGE.to_owned())
    }
}

impl TryFrom<String> for StageName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=128).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name))
        } else {
            Err("it must be 1 to 128 letters, digits, `-` and `_`")
        }
    }
}

/// Origins that may connect: at least one, each a scheme, a host and perhaps a port, or `*` for every origin there is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Origins(Vec<String>);

impl Origins {
    /// The form that the handler reads from its environment.
    pub fn comma_separated(&self) -> String {
        self.0.join(",")
    }
}

impl Default for Origins {
    fn default() -> Self {
        Self(vec![defaults::ALLOWED_ORIGINS.to_owned()])
    }
}

impl TryFrom<Vec<String>> for Origins {
    type Error = &'static str;

    fn try_from(origins: Vec<String>) -> Result<Self, Self::Error> {
        let valid = |origin: &String| {
            origin == "*"
                || origin.split_once("://").is_some_and(|(scheme, host)| {
                    let unfit = |c: char| "/?#,".contains(c) || c.is_whitespace();
                    !scheme.is_empty() && !host.is_empty() && !host.contains(unfit)
                })
        };
        if !origins.is_empty() && origins.iter().all(valid) {
            Ok(Self(origins))
        } else {
            Err("it must be a list of origins such as `https://board.example.com`, or `*`")
        }
    }
}
