//! What the CLI makes of settings, and the program of what the CLI makes.

use super::stack::Stack;

#[test]
#[ignore = "needs the Pulumi CLI"]
fn everything_that_is_wrong_is_told_at_once_before_anything_is_registered() {
    let stack = Stack::new(&[
        ("handlerMemmory", "512"),
        ("handlerMemory", "64"),
        ("stage", "no stage"),
        ("aws:region", "north"),
    ]);
    let said = stack.pulumi(&["preview"]).failed();
    for told in [
        "`task-management-app:handlerMemmory` is not a setting (do you mean `task-management-app:handlerMemory`?)",
        "`task-management-app:handlerMemory` is `64`: it must be a whole number from 128 to 10240",
        "`task-management-app:stage` is `no stage`",
        "`aws:region` is `north`",
    ] {
        assert_eq!(said.matches(told).count(), 1, "{told}: {said}");
    }
    assert!(!said.contains("unhandled"), "{said}");
    assert_eq!(stack.existing(), [""; 0]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_value_of_a_wrong_type_is_refused_by_the_cli() {
    let stack = Stack::new(&[("handlerMemory", "much")]);
    let said = stack.pulumi(&["preview"]).failed();
    assert!(
        said.contains("handlerMemory") && said.contains("integer"),
        "{said}"
    );
}

/// The CLI writes numbers and switches where a text looks like one, in lists of which it knows no better.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn numbers_and_switches_are_text_where_text_is_wanted() {
    let stack = Stack::new(&[("aws:region", "eu-north-1"), ("monitoring", "false")]);
    for (key, value) in [
        ("aws:allowedAccountIds[0]", "123456789012"),
        ("aws:allowedAccountIds[1]", "012345678901"),
        (
            "aws:assumeRoles[0].roleArn",
            "arn:aws:iam::123456789012:role/deploy",
        ),
        ("aws:assumeRoles[0].externalId", "4711"),
        ("aws:assumeRoles[0].sessionName", "true"),
        ("stage", "1"),
    ] {
        stack
            .pulumi(&["config", "set", "--path", key, value])
            .succeeded();
    }
    stack.update().succeeded();
    let state = stack.state();
    let resources = state["deployment"]["resources"].as_array().unwrap();
    let provider = resources
        .iter()
        .find(|r| r["type"] == "pulumi:providers:aws");
    let provider = provider.unwrap()["inputs"].to_string();
    for text in ["123456789012", "012345678901", "4711", "true"] {
        assert!(
            provider.contains(&format!("\\\"{text}\\\"")),
            "{text}: {provider}"
        );
    }
}

/// `Pulumi.yaml` says that these are texts.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_status_that_looks_like_a_number_is_set_as_a_string() {
    let stack = Stack::new(&[("aws:region", "eu-north-1")]);
    let set = ["config", "set", "--path", "statuses[0]", "1"];
    stack.pulumi(&set).succeeded();
    let said = stack.pulumi(&["preview"]).failed();
    assert!(
        said.contains("'statuses' must be of type 'array<string>'"),
        "{said}"
    );
    stack
        .pulumi(&[&set[..], &["--type", "string"]].concat())
        .succeeded();
    stack.pulumi(&["preview"]).succeeded();
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn an_artifact_that_is_not_there_is_named() {
    let stack = Stack::new(&[]);
    stack.set("artifact", "nowhere.zip");
    let said = stack.pulumi(&["preview"]).failed();
    assert!(said.contains("there is no file nowhere.zip"), "{said}");
}
