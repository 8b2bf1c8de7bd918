//! Ctrl-C and SIGKILL.

use super::{
    processes::{Running, assert_nothing_is_left, eventually, processes_of},
    stack::Stack,
};
use nix::sys::signal::Signal;
use std::{fs, time::Duration};

const UP: [&str; 3] = ["up", "--yes", "--skip-preview"];

/// A stack whose API takes long to be made.
fn slow() -> Stack {
    let mut stack = Stack::new(&[("aws:region", "eu-north-1"), ("dataProtection", "false")]);
    stack.variable("AWS_FAULTS", "create:task-management-app=6000");
    stack
}

fn interrupted(stack: &Stack, signal: Signal) -> String {
    let running = Running::start(&mut stack.command(&UP));
    eventually("the API is being made", || {
        stack
            .calls("create")
            .contains(&"task-management-app".to_owned())
    });
    // A CLI that is killed while it writes the state of something else leaves half of a file.
    let state = stack.state_file();
    eventually("nothing else is being made", || {
        let written = fs::metadata(&state).and_then(|file| file.modified());
        written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > Duration::from_secs(1)))
    });
    running.signal(signal);
    running.end().failed()
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn an_update_that_is_interrupted_ends_what_it_has_begun_and_the_next_goes_on() {
    let stack = slow();
    interrupted(&stack, Signal::SIGINT);
    assert_nothing_is_left(stack.folder());
    let made = stack.existing();
    assert!(made.contains(&"task-management-app".to_owned()), "{made:?}");
    assert!(!made.contains(&"stage".to_owned()), "{made:?}");
    stack.forget_calls();
    stack.update().succeeded();
    let created = stack.calls("create");
    assert!(
        made.iter().all(|name| !created.contains(name)),
        "{created:?}"
    );
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn an_update_that_is_killed_leaves_no_process_and_the_next_goes_on() {
    let stack = slow();
    interrupted(&stack, Signal::SIGKILL);
    assert_nothing_is_left(stack.folder());
    let said = stack.update().failed();
    assert!(said.contains("the stack is currently locked"), "{said}");
    stack.pulumi(&["cancel", "--yes"]).succeeded();
    // What was being made just then is made again, and the CLI names it: nobody knows whether it is there.
    let state = stack.state();
    let pending = state["deployment"]["pending_operations"].to_string();
    assert!(pending.contains("::task-management-app\""), "{pending}");
    let said = stack.update().succeeded();
    assert!(said.contains("pending"), "{said}");
    let all = stack.existing();
    let twice = all.windows(2).filter(|pair| pair[0] == pair[1]);
    for pair in twice {
        assert!(
            pending.contains(&format!("::{}\"", pair[0])),
            "{pair:?}: {pending}"
        );
    }
}

/// The handler is built in a target folder in which nothing is, so that it takes long enough.
fn build_is_interrupted(signal: Signal) {
    let mut stack = Stack::new(&[("aws:region", "eu-north-1")]);
    stack.set("artifact", "\"\"");
    let target = stack.folder().join("target");
    stack.variable("CARGO_TARGET_DIR", target.display().to_string());
    let running = Running::start(&mut stack.command(&UP));
    let folder = stack.folder().to_owned();
    eventually("rustc is at work", || {
        processes_of(&folder)
            .iter()
            .any(|line| line.contains("rustc") && line.contains("--crate-name"))
    });
    running.signal(signal);
    running.end().failed();
    assert_nothing_is_left(stack.folder());
}

#[test]
#[ignore = "needs the Pulumi CLI, cargo-lambda and zig"]
fn a_build_of_the_handler_that_is_interrupted_leaves_no_process() {
    build_is_interrupted(Signal::SIGINT);
}

#[test]
#[ignore = "needs the Pulumi CLI, cargo-lambda and zig"]
fn a_build_of_the_handler_leaves_no_process_when_the_cli_is_killed() {
    build_is_interrupted(Signal::SIGKILL);
}
