//! The protocol as its users speak it, against a laptop that runs the real program.

use super::process::LaptopProcess;
use serde_json::{Value, json};

/// Requests and their replies as the first clients know them, a line each.
const TRANSCRIPTS: &str = include_str!("../../../protocol/tests/protocol/dynamodb.jsonl");

/// Keys, types and nesting of a value, without the values.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), shape(v))).collect(),
    }
}

#[tokio::test]
async fn every_transcript_is_replied_to_key_for_key() {
    let laptop = LaptopProcess::in_memory();
    // The slash is how wscat's users write it.
    let mut client = laptop.connect("/").await;
    let lines: Vec<Value> = TRANSCRIPTS
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut created = Value::Null;
    for pair in lines.chunks(2) {
        let (mut request, expected) = (pair[0].clone(), &pair[1]);
        if request.get("itemId").is_some() {
            request["itemId"] = created.clone();
        }
        if request["action"] == "scanEntireTable" {
            for title in ["one", "two"] {
                client
                    .ask(json!({"action": "createItem", "title": title, "status": "todo"}))
                    .await;
            }
        }
        let reply = client.ask(request.clone()).await;
        assert_eq!(shape(&reply), shape(expected), "{request}: {reply}");
        if let Some(id) = reply.pointer("/item/itemId/S") {
            created = id.clone();
        }
    }
}

#[tokio::test]
async fn a_change_reaches_the_others_of_its_board_in_their_format_and_nobody_else() {
    let laptop = LaptopProcess::in_memory();
    let mut sender = laptop.connect("?board=design&format=json").await;
    let mut peer = laptop.connect("?board=design").await;
    let mut elsewhere = laptop.connect("?format=json").await;

    let created = sender
        .ask(json!({"action": "createItem", "title": "Draw the logo", "status": "todo"}))
        .await;
    let id = created["item"]["itemId"].clone();
    assert_eq!(
        peer.json().await,
        json!({"message": "Item created", "item": {
            "itemId": {"S": id}, "title": {"S": "Draw the logo"}, "status": {"S": "todo"},
        }})
    );

    sender
        .ask(json!({"action": "updateStatus", "itemId": id, "status": "done"}))
        .await;
    assert_eq!(
        peer.json().await,
        json!({"message": "Item updated", "response": {"Attributes": {
            "itemId": {"S": id}, "title": {"S": "Draw the logo"}, "status": {"S": "done"},
        }}})
    );

    peer.ask(json!({"action": "deleteItem", "itemId": id}))
        .await;
    let deleted = sender.json().await;
    assert_eq!(deleted["message"], "Item deleted");
    assert_eq!(deleted["item"]["itemId"], id);
    assert!(deleted["item"]["version"].is_number(), "{deleted}");

    elsewhere.expect_nothing().await;
    sender.expect_nothing().await;
}

#[tokio::test]
async fn a_snapshot_client_gets_the_whole_board_at_each_change_and_the_sender_too() {
    let laptop = LaptopProcess::in_memory();
    let mut drawing = laptop.connect("?events=snapshot").await;
    let mut peer = laptop.connect("?format=json&events=snapshot").await;

    drawing
        .send(&json!({"action": "createItem", "title": "One", "status": "todo"}))
        .await;
    let board = drawing.json().await;
    let created = drawing.json().await;
    assert_eq!(board, json!({"Items": [created["item"]]}));
    let theirs = peer.json().await;
    assert_eq!(theirs["Items"][0]["title"], "One");
    assert_eq!(theirs["Items"][0]["version"], 1);
}

#[tokio::test]
async fn a_board_of_several_pages_is_read_with_every_item_once() {
    // A page has at most 128 KB: a hundred of these.
    const ITEMS: usize = 300;
    let laptop = LaptopProcess::in_memory();
    let mut writer = laptop.connect("?format=json&board=big").await;
    let create = |n: usize| {
        let title = format!("Item {n} {}", "x".repeat(900));
        json!({"action": "createItem", "title": title, "status": "todo"})
    };
    let mut ids = Vec::new();
    // Requests of one connection overlap: there is always one for each of eight sandboxes.
    for n in 0..8 {
        writer.send(&create(n)).await;
    }
    for n in 8..ITEMS + 8 {
        let mut reply = writer.json().await;
        // A quick machine is quicker than the stage's throttle.
        while reply["message"] == "Too Many Requests" {
            writer.send(&create(n)).await;
            reply = writer.json().await;
        }
        assert_eq!(reply["message"], "Item created", "{reply}");
        ids.push(reply["item"]["itemId"].as_str().unwrap().to_owned());
        if n < ITEMS {
            writer.send(&create(n)).await;
        }
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), ITEMS);

    let mut reader = laptop.connect("?format=json&board=big").await;
    let (mut read, mut pages, mut start) = (Vec::new(), 0, Value::Null);
    loop {
        reader
            .send(&json!({"action": "scanEntireTable", "exclusiveStartKey": start}))
            .await;
        let text = reader.receive_text().await.unwrap();
        assert!(text.len() <= 128 * 1024, "a reply of {} bytes", text.len());
        let page: Value = serde_json::from_str(&text).unwrap();
        let items = page["response"]["Items"].as_array().unwrap();
        assert_eq!(page["response"]["Count"], items.len());
        read.extend(
            items
                .iter()
                .map(|i| i["itemId"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        match page["response"].get("LastEvaluatedKey") {
            Some(key) => start = key.clone(),
            None => break,
        }
    }
    assert!(pages > 2, "{pages}");
    read.sort();
    assert_eq!(read, ids);
}

#[tokio::test]
async fn bad_requests_get_their_error_change_nothing_and_keep_the_connection() {
    let laptop = LaptopProcess::in_memory();
    let mut client = laptop.connect("?format=json").await;
    let mut peer = laptop.connect("?format=json").await;
    let created = client
        .ask(json!({"action": "createItem", "title": "Kept", "status": "todo"}))
        .await;
    let item = created["item"].clone();
    peer.json().await;

    let id = item["itemId"].clone();
    let cases = [
        (r#"{"action":"#.to_owned(), "Unknown action", "InvalidJson"),
        ("[1]".to_owned(), "Unknown action", "InvalidJson"),
        (
            json!({"action": "dance"}).to_string(),
            "Unknown action",
            "UnknownAction",
        ),
        (
            json!({"action": "$connect"}).to_string(),
            "Unknown action",
            "UnknownAction",
        ),
        (
            json!({"action": 7}).to_string(),
            "Unknown action",
            "UnknownAction",
        ),
        (
            json!({"action": "createItem", "status": "todo"}).to_string(),
            "Failed to create item",
            "MissingField",
        ),
        (
            json!({"action": "createItem", "title": "  ", "status": "todo"}).to_string(),
            "Failed to create item",
            "InvalidField",
        ),
        (
            json!({"action": "createItem", "title": "A", "status": "later"}).to_string(),
            "Failed to create item",
            "InvalidField",
        ),
        (
            json!({"action": "updateStatus", "itemId": "nobody", "status": "done"}).to_string(),
            "Failed to update item",
            "ItemNotFound",
        ),
        (
            json!({"action": "updateStatus", "itemId": id, "status": "done", "expectedVersion": 9})
                .to_string(),
            "Failed to update item",
            "VersionConflict",
        ),
        (
            json!({"action": "deleteItem", "itemId": id, "expectedVersion": 9}).to_string(),
            "Failed to delete item",
            "VersionConflict",
        ),
        (
            json!({"action": "scanEntireTable", "limit": 0}).to_string(),
            "Failed to scan items",
            "InvalidField",
        ),
    ];
    for (request, message, code) in cases {
        client.send(&request).await;
        let reply = client.json().await;
        assert_eq!(reply["message"], message, "{request}: {reply}");
        assert_eq!(reply["error"]["code"], code, "{request}: {reply}");
    }
    let board = client.ask(json!({"action": "scanEntireTable"})).await;
    assert_eq!(board["response"]["Items"], json!([item]));
    peer.expect_nothing().await;
}

#[tokio::test]
async fn a_handshake_that_the_protocol_refuses_gets_its_status() {
    let laptop = LaptopProcess::in_memory();
    for query in [
        "?board=a/b",
        "?format=xml",
        "?events=all",
        "?board=a&board=b",
    ] {
        let url = format!("{}{query}", laptop.url());
        let refused = testkit::client::Client::try_connect(&url).await;
        assert_eq!(
            refused.err().map(|refused| refused.status.as_u16()),
            Some(400),
            "{query}"
        );
    }
}
