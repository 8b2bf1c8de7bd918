//! The name of the API's stage.

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
