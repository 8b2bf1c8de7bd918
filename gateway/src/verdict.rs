//! What an authorizer answers: a principal, a policy, and what handlers are to know.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>

use crate::policy::{self, Statement};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The action of a handshake.
const ACTION: &str = "execute-api:Invoke";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    principal_id: String,
    policy_document: Map<String, Value>,
    #[serde(default)]
    context: Option<Map<String, Value>>,
}

/// Reads an answer: the fields of `requestContext.authorizer`, or none where the policy does not allow `method_arn`. An error says why
/// it cannot be used.
pub(crate) fn read(answer: &[u8], method_arn: &str) -> Result<Option<Map<String, Value>>, String> {
    let answer = serde_json::from_slice(answer);
    let mut answer: Answer = answer.map_err(|e| format!("it is none of an authorizer's: {e}"))?;
    let mut fields = Map::new();
    for (name, value) in answer.context.unwrap_or_default() {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Null => continue,
            Value::Object(_) | Value::Array(_) => {
                return Err(format!(
                    "its context has an object or a list as `{name}`: only strings, numbers and booleans may stand there"
                ));
            }
        };
        fields.insert(name, Value::String(text));
    }
    fields.insert("principalId".to_owned(), answer.principal_id.into());
    // Its version is not looked at, and without a statement it is one that allows nothing.
    let statements = policy::statements(&mut answer.policy_document, Statement::parse)
        .map_err(|problem| format!("its policy cannot be evaluated: {problem}"))?;
    let effects = statements
        .iter()
        .filter_map(|statement| statement.effect_on(ACTION, method_arn));
    Ok(policy::decide(effects).is_ok().then_some(fields))
}
