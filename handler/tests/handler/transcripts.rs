//! The first contract, key for key.

use serde_json::{Value, json};

use crate::support::{ITEMS, World, code};

/// Replaces what differs from run to run: every string and number, but not `message`.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| {
                (
                    key.clone(),
                    if key == "message" {
                        value.clone()
                    } else {
                        shape(value)
                    },
                )
            })
            .collect(),
        Value::Array(values) => values.iter().map(shape).collect(),
        Value::String(_) => json!("string"),
        Value::Number(_) => json!("number"),
        value => value.clone(),
    }
}

#[tokio::test]
async fn every_transcript_is_answered_key_for_key() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let mut lines = include_str!("../../../protocol/tests/protocol/dynamodb.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut item_id = None;
    while let (Some(mut request), Some(expected)) = (lines.next(), lines.next()) {
        if request.get("itemId").is_some() {
            request["itemId"] = json!(item_id);
        }
        if request["action"] == "scanEntireTable" {
            world
                .create("me=", "This is the first task created in platform")
                .await;
            world
                .create("me=", "This is the first task from terminal")
                .await;
        }
        let reply = world.send("me=", request.clone()).await;
        if request["action"] == "test" {
            assert_eq!(reply, expected);
        }
        if let Some(created) = reply["item"]["itemId"]["S"].as_str() {
            item_id = Some(created.to_owned());
        }
        assert_eq!(shape(&reply), shape(&expected), "{request}");
    }
}

#[tokio::test]
async fn metadata_is_what_the_sdk_saw() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let item_id = world.create("me=", "tea").await;
    let update = json!({"action": "updateStatus", "itemId": item_id, "status": "done"});
    let first = world.send("me=", update.clone()).await["response"]["$metadata"].clone();
    let second = world.send("me=", update).await["response"]["$metadata"].clone();
    assert_eq!(first["httpStatusCode"], 200);
    assert_eq!(first["attempts"], 1);
    assert_eq!(first["totalRetryDelay"], 0);
    assert!(
        first["requestId"].as_str().is_some_and(|id| id.len() > 8),
        "{first}"
    );
    assert_ne!(first["requestId"], second["requestId"]);
}

#[tokio::test]
async fn the_plain_format_shows_versions_and_times_of_the_gateway() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    let created = world
        .send(
            "me=",
            json!({"action": "createItem", "title": " tea ", "status": "todo", "requestId": "r"}),
        )
        .await;
    let item_id = created["item"]["itemId"].clone();
    let item = json!({"itemId": item_id, "title": "tea", "status": "todo", "version": 1,
        "createdAt": "2026-01-02T03:04:36.678Z", "updatedAt": "2026-01-02T03:04:36.678Z"});
    assert_eq!(
        created,
        json!({"message": "Item created", "item": item, "requestId": "r"})
    );

    world.pass(std::time::Duration::from_millis(1));
    let updated = world
        .send(
            "me=",
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
        )
        .await;
    let mut item = item;
    item["status"] = json!("done");
    item["version"] = json!(2);
    item["updatedAt"] = json!("2026-01-02T03:04:36.679Z");
    assert_eq!(updated["response"]["Attributes"], item);

    let scanned = world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(scanned["response"]["Items"], json!([item]));

    let deleted = world
        .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    assert_eq!(deleted["item"], json!({"itemId": item_id, "version": 3}));
    assert_eq!(
        deleted["response"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["$metadata"]
    );
}

#[tokio::test]
async fn rows_have_the_attributes_of_the_design() {
    let world = World::new().await;
    world.connect("me=", &[("board", "team")]).await;
    let item_id = world.create("me=", "tea").await;
    let [row] = world.database.rows(ITEMS).try_into().unwrap();
    assert_eq!(
        row,
        json!({
            "boardId": {"S": "team"}, "itemId": {"S": item_id}, "title": {"S": "tea"}, "status": {"S": "todo"},
            "version": {"N": "1"}, "createdAt": {"S": "2026-01-02T03:04:36.678Z"},
            "updatedAt": {"S": "2026-01-02T03:04:36.678Z"}, "lastRequest": {"S": "gateway-1="},
        })
    );
    world
        .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    let [row] = world.database.rows(ITEMS).try_into().unwrap();
    assert_eq!(
        row,
        json!({
            "boardId": {"S": "team"}, "itemId": {"S": item_id}, "version": {"N": "2"},
            "deletedAt": {"S": "2026-01-02T03:04:36.678Z"}, "lastRequest": {"S": "gateway-2="},
            "expiresAt": {"N": (world.now() / 1_000 + 24 * 60 * 60).to_string()},
        })
    );
}

#[tokio::test]
async fn rows_made_by_hand_are_items_too() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.database.put(
        ITEMS,
        json!({"boardId": {"S": "default"}, "itemId": {"S": "thisispartitionkey"}, "title": {"S": "old"}, "status": {"S": "idea"}}),
    );
    let scanned = world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(scanned["response"]["Items"][0]["status"], "idea");
    assert_eq!(scanned["response"]["Items"][0]["version"], 0);
    let wrong = json!({"action": "updateStatus", "itemId": "thisispartitionkey", "status": "done", "expectedVersion": 1});
    let reply = world.send("me=", wrong).await;
    assert_eq!(
        (code(&reply), &reply["error"]["currentVersion"]),
        ("VersionConflict", &json!(0))
    );
    let right = json!({"action": "updateStatus", "itemId": "thisispartitionkey", "status": "done", "expectedVersion": 0});
    assert_eq!(
        world.send("me=", right).await["response"]["Attributes"]["version"],
        1
    );
}
