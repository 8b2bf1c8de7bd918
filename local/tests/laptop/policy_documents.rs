//! What policies say, and which are refused.

use super::worker::{TABLE, declared, inline, sandbox, with, worker};
use local::{
    declared::{DeclarationError, Declared},
    iam::{Access, Iam, logs::RoleLog},
    lambda::LogSink,
    services::iam::roles,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[test]
fn statements_are_about_what_they_describe() {
    let index = format!("{TABLE}/index/by-title");
    let elsewhere = TABLE.replace("eu-north-1", "eu-west-1");
    let account = TABLE.replace("000000000000", "111111111111");
    // Statement, action, resource, whether it is allowed.
    let cases = [
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "DynamoDB:query", "Resource": TABLE}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE}),
            "dynamodb:Query",
            &index,
            false,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": format!("{TABLE}/index/*")}),
            "dynamodb:Query",
            &index,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": format!("{TABLE}/index/*")}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": format!("{TABLE}*")}),
            "dynamodb:Query",
            &index,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE.replace("things", "thing?")}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE.replace("things", "thing??")}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
        (
            json!({"Action": "dynamodb:*", "Resource": "*"}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:*", "Resource": "*"}),
            "logs:PutLogEvents",
            TABLE,
            false,
        ),
        (
            json!({"Action": "*", "Resource": "*"}),
            "logs:PutLogEvents",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:Quer?", "Resource": "*"}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:*tem", "Resource": "*"}),
            "dynamodb:BatchWriteItem",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:*tem", "Resource": "*"}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
        (
            json!({"Action": ["dynamodb:Scan", "dynamodb:Query"], "Resource": ["arn:aws:s3:::bucket", TABLE]}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"NotAction": "dynamodb:Scan", "Resource": TABLE}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"NotAction": ["dynamodb:Scan", "dynamodb:Q*"], "Resource": TABLE}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
        (
            json!({"Action": "dynamodb:Query", "NotResource": TABLE}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
        (
            json!({"Action": "dynamodb:Query", "NotResource": index}),
            "dynamodb:Query",
            TABLE,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": "arn:aws:dynamodb:*:*:table/things"}),
            "dynamodb:Query",
            &elsewhere,
            true,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE}),
            "dynamodb:Query",
            &elsewhere,
            false,
        ),
        (
            json!({"Action": "dynamodb:Query", "Resource": TABLE}),
            "dynamodb:Query",
            &account,
            false,
        ),
        // A wildcard before the last part does not reach over a colon.
        (
            json!({"Action": "dynamodb:Query", "Resource": "arn:aws:dynamodb:*:table/things:a:b"}),
            "dynamodb:Query",
            TABLE,
            false,
        ),
    ];
    for (mut statement, action, resource, expected) in cases {
        statement["Effect"] = "Allow".into();
        let roles = with(&statement);
        let decided = roles["worker"].decide(action, resource);
        assert_eq!(
            decided.is_ok(),
            expected,
            "{statement}: {action} on {resource}"
        );
    }
}

#[test]
fn a_role_has_inline_attached_and_managed_policies() {
    let document = |action: &str| {
        let statement = json!({"Effect": "Allow", "Action": action, "Resource": "*"});
        json!({"Version": "2012-10-17", "Statement": [statement]})
    };
    let attached = "arn:aws:iam::000000000000:policy/attached";
    let basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    let policy = |name: &str, action: &str| {
        let outputs = json!({"arn": format!("arn:aws:iam::000000000000:policy/{name}")});
        declared(
            "aws:iam/policy:Policy",
            name,
            json!({"policy": document(action).to_string()}),
            outputs,
        )
    };
    let roles = roles(&[
        worker(&json!({
            "inlinePolicies": [{"name": "one", "policy": document("a:Inside").to_string()}],
            "managedPolicyArns": [basic],
        })),
        inline(&document("a:Inline")),
        policy("attached", "a:Attached"),
        policy("unattached", "a:Unattached"),
        declared(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "attachment",
            json!({"role": "worker", "policyArn": attached}),
            json!({}),
        ),
    ])
    .unwrap();
    for (action, expected) in [
        ("a:Inside", true),
        ("a:Inline", true),
        ("a:Attached", true),
        ("a:Unattached", false),
        ("logs:PutLogEvents", true),
    ] {
        assert_eq!(
            roles["worker"].decide(action, TABLE).is_ok(),
            expected,
            "{action}"
        );
    }
}

#[test]
fn a_policy_that_does_not_parse_is_named_with_what_is_wrong() {
    let statement =
        |fields: Value| json!({"Version": "2012-10-17", "Statement": fields}).to_string();
    let allow = |mut fields: Value| {
        fields["Effect"] = "Allow".into();
        statement(fields)
    };
    let cases = [
        ("{".to_owned(), "it is not JSON: EOF"),
        ("[]".to_owned(), "it is not a JSON object"),
        ("{}".to_owned(), "it has no Statement"),
        (statement(json!([])), "its Statement is empty"),
        (
            json!({"Version": "2025-01-01", "Statement": []}).to_string(),
            "its Version is \"2025-01-01\", which is none of 2012-10-17, 2008-10-17",
        ),
        (
            json!({"Statement": [], "Statements": []}).to_string(),
            "it has an unknown element `Statements`",
        ),
        (
            statement(json!(["Allow"])),
            "statement 1: it is not a JSON object",
        ),
        (
            statement(json!({"Action": "a:B", "Resource": "*"})),
            "statement 1: it has no Effect",
        ),
        (
            statement(
                json!([{"Effect": "Deny", "Action": "a:B", "Resource": "*"}, {"Effect": "allow"}]),
            ),
            "statement 2: its Effect is \"allow\", which is neither Allow nor Deny",
        ),
        (
            allow(json!({"Resource": "*"})),
            "statement 1: it has neither Action nor NotAction",
        ),
        (
            allow(json!({"Action": "a:B", "NotAction": "a:C", "Resource": "*"})),
            "statement 1: it has both Action and NotAction",
        ),
        (
            allow(json!({"Action": "a:B"})),
            "statement 1: it has neither Resource nor NotResource",
        ),
        (
            allow(json!({"Action": [], "Resource": "*"})),
            "statement 1: its Action is empty",
        ),
        (
            allow(json!({"NotAction": [], "Resource": "*"})),
            "statement 1: its NotAction is empty",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": []})),
            "statement 1: its Resource is empty",
        ),
        (
            allow(json!({"Action": "a:B", "NotResource": []})),
            "statement 1: its NotResource is empty",
        ),
        (
            allow(json!({"Action": "Query", "Resource": "*"})),
            "statement 1: `Query` is not an action",
        ),
        (
            allow(json!({"Action": 1, "Resource": "*"})),
            "statement 1: 1 is not text",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": "table/things"})),
            "statement 1: `table/things` is not the ARN of a resource",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": "arn:aws:s3:::${aws:username}"})),
            "has a policy variable, which the laptop does not evaluate",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": "*", "Condition": {}})),
            "statement 1: it has a Condition, which the laptop does not evaluate",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": "*", "Principal": "*"})),
            "statement 1: it has a Principal, which a policy of a role cannot have",
        ),
        (
            allow(json!({"Action": "a:B", "Resource": "*", "Actions": "*"})),
            "statement 1: it has an unknown element `Actions`",
        ),
    ];
    let refused = |declared: &[Declared]| -> DeclarationError { roles(declared).unwrap_err() };
    for (json, problem) in cases {
        let policy = declared(
            "aws:iam/rolePolicy:RolePolicy",
            "worker-policy",
            json!({"role": "worker", "policy": json}),
            json!({}),
        );
        let error = refused(&[worker(&json!({})), policy]).to_string();
        let named = "aws:iam/rolePolicy:RolePolicy `worker-policy`: the property `policy` is not a policy that the laptop can evaluate: ";
        assert!(error.starts_with(named), "{error}");
        assert!(error.contains(problem), "{error}");
        // So it is wherever a policy stands.
        let alone = declared(
            "aws:iam/policy:Policy",
            "alone",
            json!({"policy": json}),
            json!({}),
        );
        assert!(refused(&[alone]).to_string().contains(problem));
        let inside = json!({"inlinePolicies": [{"policy": json}]});
        assert!(refused(&[worker(&inside)]).to_string().contains(problem));
    }
}

#[test]
fn a_policy_that_belongs_to_nothing_declared_is_named() {
    let statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let document = json!({"Statement": statement});
    let error = roles(&[inline(&document)]).unwrap_err().to_string();
    assert_eq!(
        error,
        "aws:iam/rolePolicy:RolePolicy `worker-policy`: the property `role` is `worker`, and the program declares no role of that name"
    );
    let unknown = json!({"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]});
    let error = roles(&[worker(&unknown)]).unwrap_err().to_string();
    assert!(error.starts_with("aws:iam/role:Role `worker`: the property `managedPolicyArns` names `arn:aws:iam::aws:policy/AdministratorAccess`"), "{error}");
}

#[test]
fn what_a_role_may_not_write_is_lost() {
    let group = "arn:aws:logs:eu-north-1:000000000000:log-group:logs";
    let stream = format!("{group}:log-stream:2026/03/31/[$LATEST]0");
    // Statement, whether the group is declared, the lines that come through, and what is used, to no avail.
    let streams = format!("{group}:*");
    let write = ["logs:CreateLogStream", "logs:PutLogEvents"];
    let cases = [
        (json!({"Action": write, "Resource": streams}), true, 2, None),
        (
            json!({"Action": write, "Resource": group}),
            true,
            0,
            Some(("logs:CreateLogStream", &stream)),
        ),
        (
            json!({"Action": write[0], "Resource": streams}),
            true,
            0,
            Some(("logs:PutLogEvents", &stream)),
        ),
        (
            json!({"Action": write, "Resource": streams}),
            false,
            0,
            Some(("logs:CreateLogGroup", &group.to_owned())),
        ),
        (
            json!({"Action": "logs:Create*", "Resource": "*"}),
            false,
            0,
            Some(("logs:PutLogEvents", &stream)),
        ),
        (json!({"Action": "logs:*", "Resource": "*"}), false, 2, None),
    ];
    for (mut statement, is_declared, expected, refused) in cases {
        statement["Effect"] = "Allow".into();
        let denied = Arc::new(Mutex::new(None));
        let first = denied.clone();
        let watch = move |_: &str, access: &Access, allowed: bool| {
            if !allowed {
                let mut first = first.lock().unwrap();
                first.get_or_insert_with(|| (access.action.clone(), access.resource.clone()));
            }
        };
        let iam = Iam::new(with(&statement), Some(Arc::new(watch)));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = lines.clone();
        let log = RoleLog::new(
            iam.clone(),
            sandbox(),
            group.to_owned(),
            is_declared,
            Arc::new(move |_: &str, line: &str| sink.lock().unwrap().push(line.to_owned())),
        );
        log.write("2026/03/31/[$LATEST]0", "one");
        log.write("2026/03/31/[$LATEST]1", "two");
        assert_eq!(lines.lock().unwrap().len(), expected, "{statement}");
        let denied = denied.lock().unwrap();
        let denied = denied.as_ref().map(|(action, on)| (action.as_str(), on));
        assert_eq!(denied, refused, "{statement}");
    }
}
