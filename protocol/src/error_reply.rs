//! Error replies as they are sent: what failed, and why.

use crate::wire::wire;
use crate::{Action, ErrorBody, RequestId};

/// The `message` of an error reply to a frame that has no action to blame.
pub const UNKNOWN_ACTION: &str = "Unknown action";

wire! {
    /// An error as it is sent.
    ErrorReply {
        /// What failed.
        #[cfg_attr(feature = "contract", schemars(with = "Failure"))]
        message: &'static str,
        /// Why.
        error: ErrorBody,
        /// The request's own id.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<RequestId>,
    }
}

impl ErrorReply {
    /// The reply to a request that failed.
    #[must_use]
    pub fn new(action: Action, error: ErrorBody, request_id: Option<RequestId>) -> Self {
        Self {
            message: action.spec().failure,
            error,
            request_id,
        }
    }
}

/// The schema of that `message`: what each action is called when it fails.
#[cfg(feature = "contract")]
struct Failure;

#[cfg(feature = "contract")]
impl schemars::JsonSchema for Failure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Failure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut failures = Vec::<(&str, String)>::new();
        for action in Action::ALL {
            let (message, action) = (action.spec().failure, action.as_str());
            match failures.iter_mut().find(|(known, _)| *known == message) {
                Some((_, actions)) => *actions += &format!(", `{action}`"),
                None => failures.push((message, format!("`{action}`"))),
            }
        }
        failures.push((UNKNOWN_ACTION, "No action to blame.".to_owned()));
        let choice = |(message, description)| serde_json::json!({"description": description, "type": "string", "const": message});
        schemars::json_schema!({
            "description": "The `message` of an error reply: what failed.",
            "oneOf": failures.into_iter().map(choice).collect::<Vec<_>>(),
        })
    }
}
