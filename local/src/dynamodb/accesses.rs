//! What a call of DynamoDB asks of IAM: one action, or several, on tables and indexes.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

use crate::{
    account::Account,
    iam::{Access, Denial},
};
use serde_json::Value;

/// Wildcard for actions without resource-level permissions.
const EVERYTHING: &str = "*";

/// The parts of a transaction, and the actions that they are.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>
const PARTS: [(&str, &str); 5] = [
    ("ConditionCheck", "ConditionCheckItem"),
    ("Delete", "DeleteItem"),
    ("Get", "GetItem"),
    ("Put", "PutItem"),
    ("Update", "UpdateItem"),
];

/// Operations whose tables and actions are told by statements of PartiQL, which the laptop does not read.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html>
const PARTIQL: [&str; 3] = [
    "BatchExecuteStatement",
    "ExecuteStatement",
    "ExecuteTransaction",
];

/// Everything that the caller must be allowed. Nothing of a call that lacks what it is about: the database refuses it by itself.
pub(super) fn accesses(
    operation: Option<&str>,
    input: &Value,
    account: &Account,
) -> Result<Vec<Access>, Denial> {
    let Some(operation) = operation else {
        return Ok(Vec::new());
    };
    let action = |name: &str| format!("dynamodb:{name}");
    Ok(match operation {
        _ if PARTIQL.contains(&operation) => {
            let message = format!(
                "{operation}: the laptop evaluates no policies for PartiQL, so a function cannot use it here"
            );
            tracing::warn!("{message}");
            return Err(Denial::new("UnknownOperationException", message));
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = input["RequestItems"].as_object().into_iter().flatten();
            tables
                .map(|(table, _)| Access::new(action(operation), arn(account, table)))
                .collect()
        }
        "TransactGetItems" | "TransactWriteItems" => {
            let items = input["TransactItems"].as_array().into_iter().flatten();
            items
                .filter_map(Value::as_object)
                .flatten()
                .filter_map(|(part, of)| {
                    let (_, name) = PARTS.iter().find(|(known, _)| known == part)?;
                    let table = of["TableName"].as_str()?;
                    Some(Access::new(action(name), arn(account, table)))
                })
                .collect()
        }
        _ => {
            let table = input["TableName"].as_str();
            let resource = match (table, input["IndexName"].as_str()) {
                (Some(table), Some(index)) => format!("{}/index/{index}", arn(account, table)),
                (Some(table), None) => arn(account, table),
                (None, _) => EVERYTHING.to_owned(),
            };
            vec![Access::new(action(operation), resource)]
        }
    })
}

/// A table's ARN. Calls may name a table by it, too.
fn arn(account: &Account, table: &str) -> String {
    if table.starts_with("arn:") {
        return table.to_owned();
    }
    account.arn("dynamodb", &format!("table/{table}"))
}
