//! The life of a stack, from the first preview to its destruction.

use super::{processes::Running, stack::Stack};
use serde_json::{Value, json};
use std::fs;

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_preview_of_a_new_stack_tells_what_would_be_created_and_creates_nothing() {
    let stack = Stack::new(&[("aws:region", "eu-north-1")]);
    let steps = stack.preview();
    assert!(steps.len() > 40, "{steps:#?}");
    assert!(steps.iter().all(|(_, step)| step["operation"] == "create"));
    assert_eq!(stack.existing(), [""; 0]);
    assert_eq!(stack.resources(), [""; 0]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_second_update_changes_nothing() {
    let stack = Stack::up();
    let (existing, outputs) = (stack.existing(), outputs(&stack));
    stack.forget_calls();
    let said = stack.pulumi(&["up", "--yes", "--expect-no-changes"]);
    said.succeeded();
    for call in ["create", "update", "delete"] {
        assert_eq!(stack.calls(call), [""; 0], "{call}");
    }
    assert_eq!(stack.existing(), existing);
    assert_eq!(self::outputs(&stack), outputs);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn the_outputs_are_what_a_page_and_an_operator_need() {
    let stack = Stack::up();
    let outputs = outputs(&stack);
    let url = outputs["websocketUrl"].as_str().unwrap();
    assert!(
        url.starts_with("wss://") && url.ends_with("/production"),
        "{url}"
    );
    assert_eq!(outputs["frontendConfig"]["websocketUrl"], url);
    assert_eq!(outputs["region"], "eu-north-1");
    for name in [
        "connectionsUrl",
        "itemsTable",
        "stage",
        "usersTable",
        "websiteUrl",
    ] {
        assert!(outputs[name].is_string(), "{name}");
    }
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_refresh_finds_what_others_changed_and_the_next_update_sets_it_right() {
    let stack = Stack::up();
    let existing = stack.existing();
    fs::remove_file(stack.existing_file("alarms-messages")).unwrap();
    let handler = stack.existing_file("handler");
    let mut changed: Value = serde_json::from_slice(&fs::read(&handler).unwrap()).unwrap();
    for part in ["inputs", "outputs"] {
        changed[part]["memorySize"] = json!(128);
    }
    fs::write(&handler, changed.to_string()).unwrap();
    let said = stack
        .pulumi(&["refresh", "--yes", "--skip-preview"])
        .succeeded();
    assert!(
        said.contains("1 deleted") && said.contains("1 updated"),
        "{said}"
    );
    let said = stack.update().succeeded();
    assert!(
        said.contains("1 created") && said.contains("~memorySize"),
        "{said}"
    );
    assert_eq!(stack.existing(), existing);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn destroying_takes_users_first_and_leaves_nothing() {
    let stack = Stack::up();
    stack.pulumi(&["destroy", "--yes"]).succeeded();
    assert_eq!(stack.existing(), [""; 0]);
    assert_eq!(stack.resources(), [""; 0]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_protected_stack_refuses_to_be_destroyed_and_nothing_is_deleted() {
    let stack = Stack::up();
    stack.set("dataProtection", "true");
    stack.update().succeeded();
    let (existing, resources) = (stack.existing(), stack.resources());
    let said = stack.pulumi(&["destroy", "--yes"]).failed();
    assert!(
        said.contains("itemsTable") && said.contains("protect"),
        "{said}"
    );
    assert_eq!(stack.existing(), existing);
    assert_eq!(stack.resources(), resources);
}

/// docs/deploy.md warns of it.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn destroying_without_a_preview_spares_the_protected_table_alone() {
    let stack = Stack::up();
    stack.set("dataProtection", "true");
    stack.update().succeeded();
    let said = stack
        .pulumi(&["destroy", "--yes", "--skip-preview"])
        .failed();
    assert!(said.contains("protect"), "{said}");
    assert_eq!(stack.existing(), ["itemsTable"]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn protection_is_lifted_by_a_setting() {
    let stack = Stack::up();
    stack.set("dataProtection", "true");
    stack.update().succeeded();
    stack.set("dataProtection", "false");
    stack.update().succeeded();
    stack.pulumi(&["destroy", "--yes"]).succeeded();
    assert_eq!(stack.existing(), [""; 0]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_resource_that_is_there_is_imported_and_its_properties_are_told() {
    let stack = Stack::up();
    let topic = stack.existing_file("alarms");
    let id = topic.file_name().unwrap().to_str().unwrap();
    let import = ["import", "aws:sns/topic:Topic", "topic", id, "--yes"];
    let said = stack.pulumi(&import).succeeded();
    for told in [
        "to be written by hand",
        "resource topic \"aws:sns/topic:Topic\"",
        id,
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let imported = "aws:sns/topic:Topic::topic".to_owned();
    assert!(stack.resources().contains(&imported), "{said}");
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn two_stacks_of_one_checkout_are_updated_at_once() {
    let stack = Stack::new(&[("aws:region", "eu-north-1"), ("dataProtection", "false")]);
    stack
        .pulumi(&["stack", "init", "other", "--copy-config-from", "dev"])
        .succeeded();
    let up = ["up", "--yes", "--skip-preview"];
    let mut other = stack.command(&up);
    let other = Running::start(other.env("PULUMI_STACK", "other"));
    stack.pulumi(&up).succeeded();
    other.end().succeeded();
    let existing = stack.existing();
    assert!(
        existing.chunks(2).all(|pair| pair[0] == pair[1]),
        "{existing:?}"
    );
    stack.pulumi(&["destroy", "--yes"]).succeeded();
    assert_eq!(stack.existing().len(), existing.len() / 2);
}

fn outputs(stack: &Stack) -> Value {
    let said = stack
        .command(&["stack", "output", "--json"])
        .output()
        .unwrap();
    serde_json::from_slice(&said.stdout).unwrap()
}
