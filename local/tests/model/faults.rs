//! Each fault, as a client sees it.

use super::stack::Stack;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::client::{Client, Ended, within};

fn create() -> Value {
    json!({"action": "createItem", "title": "tea", "status": "todo"})
}

/// What a reply comes down to.
fn said(reply: &Value) -> &str {
    let code = reply["error"]["code"].as_str();
    code.or(reply["message"].as_str()).unwrap_or_default()
}

async fn connect(stack: &Stack) -> Client {
    Client::connect(&stack.url("?format=json")).await
}

/// Reads to the end of a connection, and tells its code.
async fn end(client: &mut Client) -> u16 {
    loop {
        match client.receive_text().await {
            Ok(_) => {}
            Err(Ended::Closed(Some(frame))) => return frame.code.into(),
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Waits for the metric's line that names a connection.
async fn undelivered(stack: &Stack, id: &str) {
    let logged = async {
        while !stack.log().iter().any(|line| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            line["UndeliveredEvents"] == 1 && line["connectionIds"] == json!([id])
        }) {
            tokio::task::yield_now().await;
        }
    };
    within(logged, "the metric").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_database_does_what_its_name_says() {
    let stack = Stack::start().await;
    let mut client = connect(&stack).await;
    let mut stored = 0;
    for (fault, expected, change) in [
        ("writes=throttle", "Throttled", 0),
        ("PutItem=error", "Unavailable", 0),
        ("database=reset@1", "Item created", 1),
        ("PutItem=denied", "Internal", 0),
        ("PutItem=reset", "Unavailable", 0),
        ("PutItem=lost@1", "Item created", 1),
        ("PutItem=lost", "Item created", 1),
        ("PutItem=hang@1", "Item created", 1),
        ("PutItem=silent@1", "Item created", 1),
        ("PutItem=slow:20ms", "Item created", 1),
        ("PutItem=throttle@2", "Item created", 1),
        ("PutItem=ignored", "Item created", 0),
        ("PutItem=kill-before@1", "Internal server error", 0),
        ("PutItem=kill-during@1", "Internal server error", 1),
        ("PutItem=freeze:20ms", "Item created", 1),
        ("Scan=error", "Item created", 1),
    ] {
        stack.fault(&[fault]);
        let reply = client.ask(create()).await;
        assert_eq!(said(&reply), expected, "{fault}: {reply}");
        stored += change;
        assert_eq!(stack.rows("itemsTable").len(), stored, "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_a_post_does_what_its_name_says_and_never_reaches_the_sender() {
    let stack = Stack::start().await;
    for (fault, arrives, closed) in [
        ("post=throttle@2", true, false),
        ("post=error@2", true, false),
        ("post=slow:20ms", true, false),
        ("post=young:1m", false, false),
        ("connections=freeze:20ms", true, false),
        ("post=hang@1", true, false),
        ("post=denied", false, true),
        ("post=throttle", false, true),
        ("post=error", false, true),
        ("post=hang", false, true),
        ("post=silent", true, true),
    ] {
        let mut sender = connect(&stack).await;
        let mut peer = connect(&stack).await;
        let hello = peer.ask(json!({"action": "test"})).await;
        let id = hello["connectionId"].as_str().unwrap().to_owned();
        stack.fault(&[fault]);
        let reply = sender.ask(create()).await;
        assert_eq!(said(&reply), "Item created", "{fault}");
        if arrives {
            assert_eq!(peer.json().await["item"], reply["item"], "{fault}");
        }
        stack.fault(&[]);
        if closed {
            assert_eq!(end(&mut peer).await, 1000, "{fault}");
            undelivered(&stack, &id).await;
        } else {
            peer.expect_nothing().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_said_to_be_gone_is_taken_off_the_board_and_closed_at_its_heartbeat() {
    let stack = Stack::start().await;
    let mut sender = connect(&stack).await;
    let mut peer = connect(&stack).await;
    stack.clock.advance(Duration::from_secs(60));
    stack.fault(&["post=gone"]);
    assert_eq!(said(&sender.ask(create()).await), "Item created");
    assert_eq!(stack.rows("usersTable").len(), 2, "the sender's");
    peer.send(&json!({"action": "test"})).await;
    assert_eq!(end(&mut peer).await, 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_nothing_can_be_done_about_is_named() {
    let stack = Stack::start().await;
    let mut sender = connect(&stack).await;
    let mut peer = connect(&stack).await;
    let hello = peer.ask(json!({"action": "test"})).await;
    stack.fault(&["post=denied@1", "delete=error@1", "BatchWriteItem=denied@1"]);
    assert_eq!(said(&sender.ask(create()).await), "Item created");
    assert_eq!(said(&sender.ask(create()).await), "Item created");
    undelivered(&stack, hello["connectionId"].as_str().unwrap()).await;
    assert_eq!(stack.given_up_since(0), [hello["connectionId"].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_killed_in_the_middle_of_a_fan_out_has_made_the_change() {
    let stack = Stack::start().await;
    let mut sender = connect(&stack).await;
    let mut peers = Vec::new();
    for _ in 0..3 {
        peers.push(connect(&stack).await);
    }
    for (n, fault) in ["post=kill-before@1", "post=kill-during@1"]
        .into_iter()
        .enumerate()
    {
        stack.fault(&[fault]);
        let reply = sender.ask(create()).await;
        assert_eq!(said(&reply), "Internal server error", "{fault}");
        assert_eq!(stack.rows("itemsTable").len(), n + 1, "{fault}");
    }
    assert_eq!(said(&sender.ask(create()).await), "Item created");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_frozen_for_minutes_is_ended_at_its_timeout() {
    let stack = Stack::start().await;
    let mut client = connect(&stack).await;
    stack.fault(&["PutItem=freeze:2m@1"]);
    client.send(&create()).await;
    let met = async {
        while stack.faults.met() == 0 {
            tokio::task::yield_now().await;
        }
    };
    within(met, "the fault").await;
    // Past the function's 10 s, before the 29 s of API Gateway.
    stack.clock.advance(Duration::from_secs(15));
    assert_eq!(said(&client.json().await), "Internal server error");
    assert_eq!(said(&client.ask(create()).await), "Item created");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_last_row_is_left_is_finished() {
    let stack = Stack::start().await;
    stack.fault(&["BatchWriteItem=unprocessed@2"]);
    let _client = connect(&stack).await;
    assert_eq!(stack.rows("usersTable").len(), 2);
    assert!(stack.faults.met() > 0);
}

#[test]
fn what_is_no_fault_is_refused_with_what_there_is() {
    use local::faults::Fault;
    for (text, problem) in [
        ("lost", "write TARGET=WHAT"),
        ("writes=burn", "`burn` is none of throttle"),
        ("teapot=lost", "`teapot` is none of database"),
        ("reads=stale", "stale:200ms"),
        ("reads=stale:3h", "stale:200ms"),
        ("post=lost", "`lost` does not happen to `post`"),
        ("writes=gone", "`gone` does not happen to `writes`"),
        ("writes=lost@many", "a number of calls"),
        ("writes=lost@101%", "a number of calls"),
    ] {
        let refused = text.parse::<Fault>().unwrap_err().to_string();
        assert!(refused.contains(problem), "{text}: {refused}");
    }
    for text in [
        "writes=lost@10%",
        "Query=stale:200ms",
        "post=gone@3",
        "delete=hang",
    ] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
}
