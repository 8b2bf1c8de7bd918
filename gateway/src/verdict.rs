//! What an authorizer answers: a principal, a policy, and what handlers are to know.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>

use crate::pattern;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The action of a handshake, in lower case.
const ACTION: &str = "execute-api:invoke";

/// Why an answer cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("it is none of an authorizer's: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error(
        "its context has an object or a list as `{0}`: only strings, numbers and booleans may stand there"
    )]
    Nested(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    principal_id: String,
    policy_document: Policy,
    #[serde(default)]
    context: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    statement: OneOrMany<Statement>,
}

/// A policy with other elements, such as a condition, is an error: ignoring them would change what it allows.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: Effect,
    action: OneOrMany<String>,
    resource: OneOrMany<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Reads an answer: the fields of `requestContext.authorizer`, or none where the policy does not allow `method_arn`.
pub(crate) fn read(
    answer: &[u8],
    method_arn: &str,
) -> Result<Option<Map<String, Value>>, Unusable> {
    let answer: Answer = serde_json::from_slice(answer)?;
    let mut fields = Map::new();
    for (name, value) in answer.context.unwrap_or_default() {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Null => continue,
            Value::Object(_) | Value::Array(_) => return Err(Unusable::Nested(name)),
        };
        fields.insert(name, Value::String(text));
    }
    fields.insert("principalId".to_owned(), answer.principal_id.into());
    let allowed = answer.policy_document.allows(method_arn);
    Ok(allowed.then_some(fields))
}

impl Policy {
    /// Whether a statement allows it and none denies it.
    fn allows(&self, method_arn: &str) -> bool {
        let applying = |effect| {
            self.statement
                .as_slice()
                .iter()
                .any(|statement| statement.effect == effect && statement.applies(method_arn))
        };
        applying(Effect::Allow) && !applying(Effect::Deny)
    }
}

impl Statement {
    fn applies(&self, method_arn: &str) -> bool {
        let any = |patterns: &OneOrMany<String>, matches: &dyn Fn(&str) -> bool| {
            patterns.as_slice().iter().any(|pattern| matches(pattern))
        };
        // Actions are compared in whatever case, ARNs in their own.
        any(&self.action, &|pattern| {
            pattern::matches_in_any_case(pattern, ACTION)
        }) && any(&self.resource, &|pattern| {
            pattern::matches(pattern, method_arn)
        })
    }
}
