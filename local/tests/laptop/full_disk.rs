//! A disk that is full: what is acknowledged is stored, the rest is refused, and reading goes on.

use super::{durability::item_ids, process::LaptopProcess};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::client::Client;

/// Far more than have room in what [`laptop_with_little_room`] gives.
const MOST: usize = 5_000;

/// A laptop whose files may have at most 1 or 2 MB, depending on the shell's unit. To the database that is a disk that is full.
fn laptop_with_little_room(state: &str) -> LaptopProcess {
    // Without the trap, the system would end the process.
    let limits = r#"trap "" XFSZ; ulimit -f 2000; export RUST_LOG=off"#;
    LaptopProcess::start_after(limits, &["--state", state])
}

async fn create(client: &mut Client, n: usize) -> Value {
    let title = format!("{n} {}", "\u{1f469}".repeat(900));
    let create = json!({"action": "createItem", "title": title, "status": "todo"});
    loop {
        let reply = client.ask(create.clone()).await;
        // More than the stage takes in a second.
        if reply["message"] != "Too Many Requests" {
            return reply;
        }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_creates_and_loses_none_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let laptop = laptop_with_little_room(state);
    let mut client = laptop.connect("?format=json").await;
    let mut acknowledged = BTreeSet::new();
    let refusal = loop {
        let reply = create(&mut client, acknowledged.len()).await;
        match reply["item"]["itemId"].as_str() {
            Some(id) => acknowledged.insert(id.to_owned()),
            None => break reply,
        };
        assert!(acknowledged.len() < MOST, "the disk is never full");
    };
    assert!(!acknowledged.is_empty(), "{refusal}");
    assert_eq!(refusal["error"]["code"], "Unavailable", "{refusal}");
    // Whoever is connected can still read.
    assert!(item_ids(&mut client).await.is_superset(&acknowledged));
    drop(client);
    laptop.signal(Signal::TERM);
    laptop.wait();

    let laptop = LaptopProcess::start(&["--state", state]);
    let mut client = laptop.connect("?format=json").await;
    assert!(item_ids(&mut client).await.is_superset(&acknowledged));
    let made = create(&mut client, 0).await;
    assert_eq!(made["message"], "Item created", "{made}");
}
