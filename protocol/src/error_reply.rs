//! Error replies as they are sent: what failed, and why.

use serde::{Serialize, Serializer};

use crate::{Action, ErrorBody, RequestId};

/// The `message` of an error reply: what failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// That action.
    Of(Action),
    /// No action to blame.
    UnknownAction,
}

impl Failure {
    /// What a client reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of(action) => action.spec().failure,
            Self::UnknownAction => "Unknown action",
        }
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "contract")]
impl schemars::JsonSchema for Failure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Failure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut failures = Vec::<(&str, String)>::new();
        for action in Action::ALL {
            let message = Self::Of(action).as_str();
            match failures.iter_mut().find(|(known, _)| *known == message) {
                Some((_, actions)) => *actions += &format!(", `{action}`"),
                None => failures.push((message, format!("`{action}`"))),
            }
        }
        failures.push((
            Self::UnknownAction.as_str(),
            "No action to blame.".to_owned(),
        ));
        let choice = |(message, description)| serde_json::json!({"description": description, "type": "string", "const": message});
        schemars::json_schema!({
            "description": "The `message` of an error reply: what failed.",
            "oneOf": failures.into_iter().map(choice).collect::<Vec<_>>(),
        })
    }
}

/// An error as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErrorReply {
    /// What failed.
    pub message: Failure,
    /// Why.
    pub error: ErrorBody,
    /// The request's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

impl ErrorReply {
    /// The text of the frame.
    #[must_use]
    pub fn encode(&self) -> String {
        crate::encode(self)
    }
}
