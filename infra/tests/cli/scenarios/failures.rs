//! Calls to AWS that fail.

use super::stack::Stack;

fn broken() -> Stack {
    let mut stack = Stack::new(&[("aws:region", "eu-north-1"), ("dataProtection", "false")]);
    stack.variable("AWS_FAULTS", "create:route-createItem=fail");
    stack
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn an_update_that_failed_half_way_goes_on_where_it_stopped() {
    let mut stack = broken();
    let said = stack.update().failed();
    assert!(said.contains("Too Many Requests"), "{said}");
    let made = stack.existing();
    assert!(made.contains(&"itemsTable".to_owned()), "{made:?}");
    assert!(!made.contains(&"stage".to_owned()), "{made:?}");
    stack.forget_calls();
    stack.variable("AWS_FAULTS", "");
    stack.update().succeeded();
    let created = stack.calls("create");
    assert!(
        made.iter().all(|name| !created.contains(name)),
        "{created:?}"
    );
    assert_eq!(stack.calls("update"), [""; 0]);
    stack
        .pulumi(&["preview", "--expect-no-changes"])
        .succeeded();
}

/// What is said at the end, of each resource.
fn errors(said: &str) -> Vec<&str> {
    let (_, diagnostics) = said.split_once("Diagnostics:").unwrap();
    let lines = diagnostics.lines().map(str::trim);
    let mut errors: Vec<_> = lines.filter(|line| line.starts_with("error:")).collect();
    errors.sort_unstable();
    errors
}

/// Nothing is said of what merely depends on the failure.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn one_failure_is_one_error() {
    let stack = broken();
    let said = stack.update().failed();
    assert_eq!(
        errors(&said),
        ["error: Too Many Requests", "error: update failed"]
    );
    let said = stack
        .pulumi(&["up", "--yes", "--skip-preview", "--continue-on-error"])
        .failed();
    assert_eq!(
        errors(&said),
        ["error: Too Many Requests", "error: update failed"]
    );
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn with_continue_on_error_everything_is_made_but_what_depends_on_the_failure() {
    let mut stack = broken();
    let said = stack
        .pulumi(&["up", "--yes", "--skip-preview", "--continue-on-error"])
        .failed();
    let made = stack.existing();
    for name in ["route-test", "route-test-response", "handler", "usersTable"] {
        assert!(made.contains(&name.to_owned()), "{name}: {said}");
    }
    for name in ["route-createItem", "route-createItem-response", "stage"] {
        assert!(!made.contains(&name.to_owned()), "{name}: {said}");
    }
    stack.variable("AWS_FAULTS", "");
    stack.update().succeeded();
    stack
        .pulumi(&["preview", "--expect-no-changes"])
        .succeeded();
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_target_changes_that_resource_alone() {
    let stack = Stack::up();
    stack.set("handlerMemory", "512");
    stack.set("logRetentionDays", "30");
    stack.forget_calls();
    let target = "urn:pulumi:dev::task-management-app::taskboard:infra:Handler$aws:lambda/function:Function::handler";
    stack
        .pulumi(&["up", "--yes", "--skip-preview", "--target", target])
        .succeeded();
    assert_eq!(stack.calls("update"), ["handler"]);
    stack.update().succeeded();
    let mut updated = stack.calls("update");
    updated.sort();
    assert_eq!(updated, ["access-logs", "handler", "handler-logs"]);
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_target_in_a_new_stack_creates_what_it_needs_told_or_says_what_is_missing() {
    let stack = Stack::new(&[("aws:region", "eu-north-1")]);
    let said = stack
        .pulumi(&[
            "up",
            "--yes",
            "--skip-preview",
            "--target",
            "**::itemsTable",
        ])
        .text;
    assert_eq!(stack.existing(), ["itemsTable"], "{said}");
    assert!(!said.contains("panic"), "{said}");
}
