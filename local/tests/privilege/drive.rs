//! Every path of the handler, once. Where grants lack a path may end early, and the drive goes on with the next.

use super::{
    stack::{Connected, Stack, create},
    trail::Use,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Clients that stay, so that what their leaving needs is not taken for what something else does.
type Clients = Vec<Connected>;

pub async fn everything(stack: &Stack) {
    let mut clients = Clients::new();
    changes(stack, &mut clients).await;
    conflicts(stack, &mut clients).await;
    pages(stack, &mut clients).await;
    snapshots(stack, &mut clients).await;
    heartbeat(stack, &mut clients).await;
    garbage(stack, &mut clients).await;
    lost_answers(stack, &mut clients).await;
    failed_writes(stack, &mut clients).await;
    a_peer_that_is_gone(stack, &mut clients).await;
    a_peer_that_cannot_be_closed(stack, &mut clients).await;
    a_peer_out_of_reach(stack, &mut clients).await;
    a_connection_without_rows(stack, &mut clients).await;
    leaving(stack).await;
}

/// Two clients of a board of their own: the one that asks, and one that hears of it.
async fn pair(stack: &Stack, board: &str, parameters: &str, clients: &mut Clients) -> Connected {
    let query = format!("board={board}&{parameters}");
    clients.push(stack.connect(&query).await);
    stack.connect(&query).await
}

fn id(reply: &Value) -> Value {
    let id = reply["item"]["itemId"].clone();
    if id.is_null() { "none".into() } else { id }
}

async fn changes(stack: &Stack, clients: &mut Clients) {
    for format in ["format=json", "format=dynamodb"] {
        let mut client = pair(stack, "changes", format, clients).await;
        client.ask(create("tea")).await;
        stack.note("createItem");
        clients.push(client);
    }
    let mut client = pair(stack, "changes", "format=json", clients).await;
    let item = id(&client.ask(create("tea")).await);
    stack.note("createItem");
    client
        .ask(json!({"action": "updateStatus", "itemId": item, "status": "done"}))
        .await;
    stack.note("updateStatus");
    client
        .ask(json!({"action": "deleteItem", "itemId": item}))
        .await;
    stack.note("deleteItem");
    clients.push(client);
}

async fn conflicts(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "conflicts", "format=json", clients).await;
    let mut request = create("tea");
    request["clientToken"] = "0123456789abcdef".into();
    let item = id(&client.ask(request.clone()).await);
    client.ask(request.clone()).await;
    stack.note("createItem");
    for (item, version) in [(&item, 7), (&json!("none"), 1)] {
        client
            .ask(json!({"action": "updateStatus", "itemId": item, "status": "done", "expectedVersion": version}))
            .await;
        stack.note("updateStatus");
        client
            .ask(json!({"action": "deleteItem", "itemId": item, "expectedVersion": version}))
            .await;
        stack.note("deleteItem");
    }
    for _ in 0..2 {
        client
            .ask(json!({"action": "deleteItem", "itemId": item}))
            .await;
        stack.note("deleteItem");
    }
    client.ask(request).await;
    stack.note("createItem");
    clients.push(client);
}

async fn pages(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "pages", "format=json", clients).await;
    for title in ["one", "two", "three"] {
        client.ask(create(title)).await;
    }
    stack.note("createItem");
    let mut start = Value::Null;
    loop {
        let scan = json!({"action": "scanEntireTable", "limit": 1, "exclusiveStartKey": start});
        let page = client.ask(scan).await;
        stack.note("scanEntireTable");
        start = page["response"]["LastEvaluatedKey"].clone();
        if start.is_null() {
            break;
        }
    }
    clients.push(client);
}

async fn snapshots(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "snapshots", "format=json&events=snapshot", clients).await;
    client.ask(create("tea")).await;
    stack.note("createItem");
    clients.push(client);
}

pub async fn heartbeat(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "heartbeat", "format=json", clients).await;
    client.ask(json!({"action": "test"})).await;
    stack.note("test");
    clients.push(client);
}

async fn garbage(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "garbage", "format=json", clients).await;
    for text in [
        "tea",
        "{}",
        r#"{"action":"$connect"}"#,
        r#"{"action":"brew"}"#,
    ] {
        client
            .ask_text(text, |frame| frame["error"].is_object())
            .await;
        stack.note("$default");
    }
    client
        .ask(json!({"action": "createItem", "title": ""}))
        .await;
    stack.note("createItem");
    clients.push(client);
}

async fn lost_answers(stack: &Stack, clients: &mut Clients) {
    let mut client = pair(stack, "lost-answers", "format=json", clients).await;
    stack.fault(&["writes=lost@1"]);
    let item = id(&client.ask(create("tea")).await);
    stack.note("createItem");
    stack.fault(&["writes=lost@1"]);
    client
        .ask(json!({"action": "updateStatus", "itemId": item, "status": "done"}))
        .await;
    stack.note("updateStatus");
    stack.fault(&["writes=lost@1"]);
    client
        .ask(json!({"action": "deleteItem", "itemId": item}))
        .await;
    stack.note("deleteItem");
    stack.fault(&[]);
    clients.push(client);
}

/// Whether they were carried out has to be looked up.
async fn failed_writes(stack: &Stack, clients: &mut Clients) {
    changes_under(stack, &["writes=error"], "failed-writes", |_| {}, clients).await;
}

/// A change of each kind, made under faults.
async fn changes_under(
    stack: &Stack,
    faults: &[&str],
    board: &str,
    between: impl Fn(&Stack),
    clients: &mut Clients,
) {
    for action in ["createItem", "updateStatus", "deleteItem"] {
        let mut client = pair(stack, &format!("{board}-{action}"), "format=json", clients).await;
        let item = id(&client.ask(create("tea")).await);
        stack.note("createItem");
        between(stack);
        stack.fault(faults);
        client
            .ask(json!({"action": action, "title": "milk", "itemId": item, "status": "done"}))
            .await;
        stack.note(action);
        stack.fault(&[]);
        clients.push(client);
    }
}

/// Its rows are there, its client is not: 410. After half a minute nobody takes it for one whose handshake is under way.
async fn a_peer_that_is_gone(stack: &Stack, clients: &mut Clients) {
    let half_a_minute = |stack: &Stack| stack.clock.advance(Duration::from_secs(31));
    changes_under(stack, &["post=gone"], "gone", half_a_minute, clients).await;
}

/// Its rows are deleted, so that it finds out by itself.
async fn a_peer_that_cannot_be_closed(stack: &Stack, clients: &mut Clients) {
    let faults = ["post=error", "delete=error"];
    changes_under(stack, &faults, "cannot-be-closed", |_| {}, clients).await;
}

/// It is closed, so that it connects and scans again.
async fn a_peer_out_of_reach(stack: &Stack, clients: &mut Clients) {
    changes_under(stack, &["post=error"], "out-of-reach", |_| {}, clients).await;
}

/// It gets its reply by a post, and is closed.
async fn a_connection_without_rows(stack: &Stack, clients: &mut Clients) {
    stack.fault(&["BatchWriteItem=ignored"]);
    let mut client = stack.connect("board=without-rows&format=json").await;
    client.ask(json!({"action": "test"})).await;
    if client.was_opened() {
        let is_closing = |used: &Use| used.resource.contains("/DELETE/");
        stack.note_until("test", is_closing).await;
    }
    stack.fault(&[]);
    clients.push(client);
}

/// A sandbox that has seen the connection knows its board; another one has to look it up. So clients come, all sandboxes get the time after which
/// they are ended, and clients leave, until one did that no sandbox knew.
async fn leaving(stack: &Stack) {
    let is_looked_up = |used: &Use| used.action == "dynamodb:Query";
    let is_deleted = |used: &Use| used.action == "dynamodb:BatchWriteItem";
    while !stack.is_noted("$disconnect", is_looked_up) {
        let client = stack.connect("board=leaving&format=json").await;
        if !client.was_opened() {
            return;
        }
        stack.clock.advance(Duration::from_secs(61));
        drop(client);
        stack.note_disconnect().await;
    }
    stack.note_until("$disconnect", is_deleted).await;
}
