//! What is acknowledged stays, however the laptop ends.

use super::process::LaptopProcess;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::client::Client;

/// The ids of all items on a board, page by page.
pub async fn item_ids(client: &mut Client) -> BTreeSet<String> {
    let (mut ids, mut start) = (BTreeSet::new(), Value::Null);
    loop {
        let scan = json!({"action": "scanEntireTable", "exclusiveStartKey": start});
        let page = client.ask(scan).await;
        let items = page["response"]["Items"].as_array().unwrap();
        ids.extend(
            items
                .iter()
                .map(|item| item["itemId"].as_str().unwrap().to_owned()),
        );
        match page["response"].get("LastEvaluatedKey") {
            Some(key) => start = key.clone(),
            None => return ids,
        }
    }
}

#[tokio::test]
async fn every_acknowledged_item_survives_sigkill_in_the_middle_of_writes() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let laptop = LaptopProcess::start(&["--state", state]);
    let table = laptop.outputs["itemsTable"].clone();

    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let mut client = laptop.connect("?format=json").await;
        writers.spawn(async move {
            let mut acknowledged = Vec::new();
            for n in 0.. {
                let id = format!("{writer}-{n}");
                client.send(&json!({"action": "createItem", "title": id, "status": "todo", "requestId": id})).await;
                loop {
                    let Ok(text) = client.receive_text().await else {
                        return acknowledged;
                    };
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["requestId"] == id.as_str() {
                        assert_eq!(frame["message"], "Item created", "{frame}");
                        acknowledged.push(frame["item"]["itemId"].as_str().unwrap().to_owned());
                        break;
                    }
                }
                if acknowledged.len() == 1_000_000 {
                    break;
                }
            }
            acknowledged
        });
    }
    // A few dozen writes in, whatever is under way is cut off.
    let mut watcher = laptop.connect("?format=json").await;
    for _ in 0..60 {
        watcher.json().await;
    }
    laptop.signal(Signal::KILL);
    laptop.wait();
    let mut acknowledged = BTreeSet::new();
    while let Some(ids) = writers.join_next().await {
        acknowledged.extend(ids.unwrap());
    }
    assert!(acknowledged.len() >= 50, "{}", acknowledged.len());

    let laptop = LaptopProcess::start(&["--state", state]);
    assert_eq!(laptop.outputs["itemsTable"], table, "names survive too");
    let mut client = laptop.connect("?format=json").await;
    let kept = item_ids(&mut client).await;
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[tokio::test]
async fn after_sigkill_nobody_waits_for_the_connections_of_before() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let laptop = LaptopProcess::start(&["--state", state]);
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(laptop.connect("?format=json").await);
    }
    laptop.signal(Signal::KILL);
    laptop.wait();

    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).unwrap();
    let laptop = LaptopProcess::logging(file, "local::road=debug", &["--state", state]);
    let mut client = laptop.connect("?format=json").await;
    let mut peer = laptop.connect("?format=json").await;
    for n in 0..5 {
        let create = json!({"action": "createItem", "title": n.to_string(), "status": "todo"});
        let reply = client.ask(create).await;
        assert_eq!(peer.json().await["item"], reply["item"]);
    }
    laptop.signal(Signal::TERM);
    laptop.wait();
    let log = std::fs::read_to_string(log).unwrap();
    let posts = log
        .lines()
        .filter(|line| line.contains("a call is let in") && line.contains("execute-api"));
    // A change posts to each of the five that are gone, until their rows may be deleted, and to the peer.
    let posts = posts.count();
    assert!((5..=5 * 6).contains(&posts), "{posts} posts");
}

#[tokio::test]
async fn a_board_and_its_names_survive_a_restart_on_another_port() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let laptop = LaptopProcess::start(&["--state", state]);
    let first = laptop.outputs.clone();
    let created = laptop
        .connect("?format=json")
        .await
        .ask(json!({"action": "createItem", "title": "Kept", "status": "todo"}))
        .await;
    laptop.signal(Signal::TERM);
    laptop.wait();

    let laptop = LaptopProcess::start(&["--state", state]);
    for name in ["itemsTable", "usersTable"] {
        assert_eq!(laptop.outputs[name], first[name]);
    }
    let mut client = laptop.connect("?format=json").await;
    let board = client.ask(json!({"action": "scanEntireTable"})).await;
    assert_eq!(board["response"]["Items"], json!([created["item"]]));
    // Events find their way on the new port as well.
    let mut peer = laptop.connect("?format=json").await;
    client
        .ask(json!({"action": "deleteItem", "itemId": created["item"]["itemId"]}))
        .await;
    assert_eq!(peer.json().await["message"], "Item deleted");
}

#[tokio::test]
async fn in_memory_nothing_is_kept_and_no_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let root = super::process::project();
    for file in ["Pulumi.yaml", "Pulumi.dev.yaml"] {
        std::fs::copy(root.join(file), folder.path().join(file)).unwrap();
    }
    drop(LaptopProcess::start_in(folder.path(), &["--in-memory"]));
    let files: BTreeSet<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
}
