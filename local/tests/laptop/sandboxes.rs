//! The handler's processes, killed by hand.

use super::process::{LaptopProcess, signal_to, unread_bytes};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::client::{Client, within};

/// Bytes of a field that the handler ignores: more than anything but an event that a sandbox is sent.
const BALLAST: u64 = 20_000;

fn create(title: &str) -> Value {
    json!({"action": "createItem", "title": title, "status": "todo"})
}

fn create_with_ballast(title: &str) -> Value {
    let mut request = create(title);
    request["ballast"] = "x".repeat(BALLAST as usize).into();
    request
}

/// Waits until an event with ballast has reached one of these processes, which are stopped and so do not read it. What
/// else they had not read yet, the receipt for their last answer perhaps, is less.
async fn delivered_to(sandboxes: &[i32]) -> i32 {
    loop {
        let reached = |&&pid: &&i32| unread_bytes(pid) > BALLAST;
        if let Some(&pid) = sandboxes.iter().find(reached) {
            return pid;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Sends a request and kills the sandbox that it reaches before it is read. A stopped process takes the request and does nothing with it: the middle
/// lasts as long as we like.
async fn kill_in_the_middle(laptop: &LaptopProcess, client: &mut Client) {
    loop {
        let sandboxes = laptop.sandboxes();
        for &pid in &sandboxes {
            signal_to(pid, Signal::STOP);
        }
        client.send(&create_with_ballast("A")).await;
        let reached = tokio::select! {
            pid = delivered_to(&sandboxes) => Some(pid),
            // None of them was free yet, so it went to a new one: once more, with that one.
            _ = client.json() => None,
        };
        if let Some(pid) = reached {
            signal_to(pid, Signal::KILL);
        }
        for &pid in sandboxes.iter().filter(|&&pid| reached != Some(pid)) {
            signal_to(pid, Signal::CONT);
        }
        if reached.is_some() {
            return;
        }
    }
}

#[tokio::test]
async fn a_handler_killed_in_the_middle_of_a_request_is_an_error_frame_and_the_next_request_works()
{
    let laptop = LaptopProcess::in_memory();
    let mut client = laptop.connect("?format=json").await;
    let killed = kill_in_the_middle(&laptop, &mut client);
    within(killed, "a request to reach a stopped sandbox").await;
    let frame = client.json().await;
    assert_eq!(frame["message"], "Internal server error", "{frame}");
    assert!(
        frame["connectionId"].is_string() && frame["requestId"].is_string(),
        "{frame}"
    );

    let reply = client.ask(create("B")).await;
    assert_eq!(reply["message"], "Item created", "{reply}");
}

#[test]
fn a_sandbox_has_as_many_descriptors_as_on_aws_however_many_the_laptop_has() {
    let laptop = LaptopProcess::in_memory();
    for pid in laptop.sandboxes() {
        let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
        let files = limits
            .lines()
            .find(|line| line.starts_with("Max open files"));
        let limits: Vec<_> = files.unwrap().split_whitespace().skip(3).take(2).collect();
        assert_eq!(limits, ["1024", "1024"]);
    }
}
