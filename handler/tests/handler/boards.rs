//! Boards are separate, and each client hears of its own in its own format.

use serde_json::{Value, json};

use crate::support::{World, code};

#[tokio::test]
async fn a_change_reaches_the_others_of_its_board_in_their_format_and_nobody_else() {
    let world = World::new().await;
    world.connect("me=", &[("board", "a")]).await;
    world.connect("first=", &[("board", "a")]).await;
    world
        .connect("second=", &[("board", "a"), ("format", "json")])
        .await;
    world.connect("stranger=", &[("board", "b")]).await;

    let item_id = world.create("me=", "tea").await;
    let dynamodb =
        json!({"itemId": {"S": item_id}, "title": {"S": "tea"}, "status": {"S": "todo"}});
    assert_eq!(
        world.frames("first="),
        [json!({"message": "Item created", "item": dynamodb})]
    );
    let [event] = world.frames("second=").try_into().unwrap();
    assert_eq!(event["item"]["version"], 1);
    assert_eq!(event["item"]["title"], "tea");

    let update =
        json!({"action": "updateStatus", "itemId": item_id, "status": "done", "requestId": "mine"});
    world.send("second=", update).await;
    let dynamodb =
        json!({"itemId": {"S": item_id}, "title": {"S": "tea"}, "status": {"S": "done"}});
    let event = json!({"message": "Item updated", "response": {"Attributes": dynamodb}});
    assert_eq!(world.frames("first="), std::slice::from_ref(&event));
    assert_eq!(world.frames("me="), [event]);

    world
        .send("first=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    assert_eq!(
        world.frames("me="),
        [json!({"message": "Item deleted", "item": {"itemId": {"S": item_id}}})]
    );
    let event = json!({"message": "Item deleted", "item": {"itemId": item_id, "version": 3}});
    assert_eq!(world.frames("second="), [event]);

    assert_eq!(world.frames("stranger="), [] as [Value; 0]);
    assert_eq!(world.frames("first="), [] as [Value; 0]);
}

#[tokio::test]
async fn no_field_leads_to_another_board() {
    let world = World::new().await;
    world.connect("me=", &[("board", "a")]).await;
    world.connect("other=", &[("board", "b")]).await;
    let item_id = world.create("other=", "secret").await;
    for request in [
        json!({"action": "updateStatus", "itemId": item_id, "status": "done", "board": "b", "boardId": "b"}),
        json!({"action": "deleteItem", "itemId": item_id, "board": "b", "boardId": "b"}),
    ] {
        assert_eq!(code(&world.send("me=", request).await), "ItemNotFound");
    }
    let second = world.create("other=", "more").await;
    let page = world
        .send("other=", json!({"action": "scanEntireTable", "limit": 1}))
        .await;
    let key = &page["response"]["LastEvaluatedKey"];
    assert!(key.is_string());
    let scan = json!({"action": "scanEntireTable", "boardId": "b", "board": "b", "exclusiveStartKey": key});
    let scanned = world.send("me=", scan).await;
    assert_eq!(scanned["response"]["Items"], json!([]));
    let scanned = world
        .send("other=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(scanned["response"]["Count"], 2);
    assert_eq!(scanned["response"]["ScannedCount"], 2);
    assert!(second != item_id);
}

#[tokio::test]
async fn the_same_token_makes_different_items_on_different_boards() {
    let world = World::new().await;
    world.connect("a=", &[("board", "a")]).await;
    world.connect("b=", &[("board", "b")]).await;
    let create = json!({"action": "createItem", "title": "t", "status": "todo", "clientToken": "0123456789abcdef"});
    let a = world.send("a=", create.clone()).await;
    let b = world.send("b=", create).await;
    assert_ne!(a["item"]["itemId"], b["item"]["itemId"]);
}
