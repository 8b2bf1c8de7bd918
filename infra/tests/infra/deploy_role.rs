//! The policy of the role that deploys: it allows what the declared resources need, and nothing else.

use super::{
    declarations::program,
    stacks::{EVERYTHING, with},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What the provider calls to create, read, change and delete a resource of each type, its tags included.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
fn needed() -> BTreeMap<String, BTreeSet<String>> {
    serde_json::from_str(include_str!("needed_actions.json")).unwrap()
}

/// The state of stacks, in a bucket.
const STATE: [&str; 4] = [
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
];

fn statements() -> Vec<Value> {
    let file = Path::new(infra::PROJECT).join(".github/deploy-policy.json");
    let policy: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    policy["Statement"].as_array().unwrap().clone()
}

fn texts(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_type_that_a_stack_can_have_is_one_that_the_role_may_deploy() {
    let needed = needed();
    let allowed: BTreeSet<_> = statements()
        .iter()
        .flat_map(|statement| texts(&statement["Action"]))
        .collect();
    let declared = with(&EVERYTHING).declare(program);
    let types: BTreeSet<_> = declared
        .resources()
        .filter(|r| r.custom && !r.r#type.starts_with("pulumi:providers:"))
        .map(|r| r.r#type.clone())
        .collect();
    for r#type in &types {
        let actions = needed.get(r#type);
        let actions = actions.unwrap_or_else(|| panic!("what does {type} need?"));
        for action in actions {
            assert!(allowed.contains(action), "{type} needs {action}");
        }
    }
    let known: BTreeSet<_> = needed.keys().cloned().collect();
    assert_eq!(known, types, "types that no stack has");

    let used = needed.into_values().flatten();
    let used: BTreeSet<_> = used.chain(STATE.map(str::to_owned)).collect();
    for action in &allowed {
        assert!(used.contains(action), "nothing needs {action}");
    }
}

#[test]
fn the_role_has_no_wildcard_action_and_touches_nothing_but_a_stacks_own_resources() {
    // Those that AWS does not restrict to a resource.
    let of_the_region: BTreeSet<_> = [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ]
    .map(str::to_owned)
    .into();
    let mut names = BTreeSet::new();
    for statement in statements() {
        assert_eq!(statement["Effect"], "Allow");
        assert!(names.insert(statement["Sid"].to_string()), "{statement}");
        let (actions, resources) = (texts(&statement["Action"]), texts(&statement["Resource"]));
        assert!(
            actions.iter().all(|action| !action.contains('*')),
            "{statement}"
        );
        if resources.contains("*") {
            assert_eq!(actions, of_the_region);
        }
        if actions.contains("iam:PassRole") {
            assert_eq!(actions.len(), 1);
            let to = &statement["Condition"]["StringEquals"]["iam:PassedToService"];
            assert_eq!(to, "lambda.amazonaws.com");
        }
    }
}
