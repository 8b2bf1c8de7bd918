//! Deleted items stay deleted.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{ITEMS, World, code};

const TOKEN: &str = "0123456789abcdef";

fn create(title: &str) -> Value {
    json!({"action": "createItem", "title": title, "status": "todo", "clientToken": TOKEN})
}

#[tokio::test]
async fn a_deleted_item_is_not_there_in_any_way() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    let item_id = world.create("me=", "tea").await;
    world
        .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    for request in [
        json!({"action": "deleteItem", "itemId": item_id}),
        json!({"action": "deleteItem", "itemId": item_id, "expectedVersion": 2}),
        json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
        json!({"action": "updateStatus", "itemId": item_id, "status": "done", "expectedVersion": 2}),
    ] {
        assert_eq!(
            code(&world.send("me=", request.clone()).await),
            "ItemNotFound",
            "{request}"
        );
    }
    let scanned = world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(scanned["response"]["Count"], 0);
}

#[tokio::test]
async fn a_repeated_create_does_not_bring_a_deleted_item_back() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("other=", &[("format", "json")]).await;
    let created = world.send("me=", create("tea")).await;
    world
        .send(
            "me=",
            json!({"action": "deleteItem", "itemId": created["item"]["itemId"]}),
        )
        .await;
    world.frames("other=");
    world.pass(Duration::from_secs(60 * 60));
    assert_eq!(
        code(&world.send("me=", create("tea")).await),
        "ItemNotFound"
    );
    assert_eq!(world.frames("other="), [] as [Value; 0]);
}

#[tokio::test]
async fn a_tombstone_that_has_expired_is_none_even_if_nobody_swept_it() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    let created = world.send("me=", create("tea")).await;
    let item_id = &created["item"]["itemId"];
    world
        .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    world.pass(Duration::from_secs(24 * 60 * 60 + 1));
    world.connect("me=", &[("format", "json")]).await;
    assert_eq!(world.database.rows(ITEMS).len(), 1);
    assert_eq!(
        code(
            &world
                .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
                .await
        ),
        "ItemNotFound"
    );
    let again = world.send("me=", create("coffee")).await;
    assert_eq!(again["item"]["itemId"], *item_id);
    assert_eq!(again["item"]["title"], "coffee");
    assert_eq!(again["item"]["version"], 1);
    let [row] = world.database.rows(ITEMS).try_into().unwrap();
    assert_eq!(
        row.get("expiresAt"),
        None,
        "the new item must not be swept: {row}"
    );
    assert_eq!(row.get("deletedAt"), None);
}
