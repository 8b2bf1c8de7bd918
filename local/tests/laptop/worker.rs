//! A role `worker` as a program may declare it.

use local::{
    declared::{Declared, Properties},
    iam::{Principal, Roles},
    services::iam::roles,
};
use serde_json::{Value, json};

pub const TABLE: &str = "arn:aws:dynamodb:eu-north-1:000000000000:table/things";

pub fn declared(token: &str, name: &str, inputs: Value, outputs: Value) -> Declared {
    let properties = |value: Value| -> Properties { serde_json::from_value(value).unwrap() };
    Declared {
        token: token.to_owned(),
        name: name.to_owned(),
        id: name.to_owned(),
        inputs: properties(inputs),
        outputs: properties(outputs),
    }
}

/// A role `worker` with something more in its declaration.
pub fn worker(more: &Value) -> Declared {
    let mut inputs = json!({"assumeRolePolicy": infra::policy::trust("lambda.amazonaws.com")});
    let more = more.as_object().unwrap().clone();
    inputs.as_object_mut().unwrap().extend(more);
    declared(
        "aws:iam/role:Role",
        "worker",
        inputs,
        json!({"arn": "arn:aws:iam::000000000000:role/worker"}),
    )
}

pub fn inline(document: &Value) -> Declared {
    let inputs = json!({"role": "worker", "policy": document.to_string()});
    declared(
        "aws:iam/rolePolicy:RolePolicy",
        "worker-policy",
        inputs,
        json!({}),
    )
}

/// The role `worker` with statements of its own.
pub fn with(statements: &Value) -> Roles {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    roles(&[worker(&json!({})), inline(&document)]).unwrap()
}

pub fn sandbox() -> Principal {
    Principal::Sandbox {
        role: "worker".to_owned(),
        function: "handler".to_owned(),
    }
}
