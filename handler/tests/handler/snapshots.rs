//! Connections that draw whole boards.

use serde_json::{Value, json};

use crate::support::{Fault, ITEMS, World};

#[tokio::test]
async fn a_snapshot_goes_to_the_sender_too_before_its_reply() {
    let world = World::new().await;
    world.connect("me=", &[("events", "snapshot")]).await;
    world
        .connect("plain=", &[("events", "snapshot"), ("format", "json")])
        .await;
    world.connect("delta=", &[]).await;
    let first = world.create("me=", "tea").await;
    let item = json!({"itemId": {"S": first}, "title": {"S": "tea"}, "status": {"S": "todo"}});
    assert_eq!(world.frames("me="), [json!({"Items": [item]})]);
    let [event] = world.frames("plain=").try_into().unwrap();
    assert_eq!(event["Items"][0]["version"], 1);
    let [event] = world.frames("delta=").try_into().unwrap();
    assert_eq!(event["message"], "Item created");

    world
        .send("delta=", json!({"action": "deleteItem", "itemId": first}))
        .await;
    assert_eq!(world.frames("me="), [json!({"Items": []})]);
    assert_eq!(world.frames("delta="), [] as [Value; 0]);
}

#[tokio::test]
async fn the_board_is_read_only_if_somebody_draws_it() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    world
        .connect("elsewhere=", &[("board", "b"), ("events", "snapshot")])
        .await;
    world.database.journal();
    world.create("me=", "tea").await;
    assert_eq!(
        world.database.journal(),
        ["PutItem", "Query board", "POST other="]
    );
    world.connect("drawing=", &[("events", "snapshot")]).await;
    world.database.journal();
    world.create("me=", "tea").await;
    let mut journal = world.database.journal();
    assert_eq!(journal.split_off(3).len(), 2);
    assert_eq!(journal, ["PutItem", "Query board", "Query"]);
}

#[tokio::test]
async fn a_board_that_fits_in_no_message_sends_the_change() {
    let world = World::new().await;
    world
        .connect("me=", &[("events", "snapshot"), ("format", "json")])
        .await;
    world.connect("other=", &[("events", "snapshot")]).await;
    for number in 0..40 {
        world.database.put(
            ITEMS,
            json!({"boardId": {"S": "default"}, "itemId": {"S": format!("i{number}")}, "status": {"S": "todo"},
                "title": {"S": "x".repeat(4_000)}, "version": {"N": "1"}}),
        );
    }
    world.create("me=", "tea").await;
    for id in ["me=", "other="] {
        let [event] = world.frames(id).try_into().unwrap();
        assert_eq!(event["message"], "Item created", "{id}");
    }
}

#[tokio::test]
async fn a_board_may_fit_in_one_format_only() {
    let world = World::new().await;
    world
        .connect("plain=", &[("events", "snapshot"), ("format", "json")])
        .await;
    world.connect("frozen=", &[("events", "snapshot")]).await;
    world.connect("me=", &[]).await;
    // About 90 bytes an item in `dynamodb`, twice that in `json`.
    for number in 0..1_000 {
        world.database.put(
            ITEMS,
            json!({"boardId": {"S": "default"}, "itemId": {"S": format!("i{number}")}, "status": {"S": "todo"},
                "title": {"S": "t"}, "version": {"N": "1"}}),
        );
    }
    world.create("me=", "tea").await;
    let [event] = world.frames("plain=").try_into().unwrap();
    assert_eq!(event["message"], "Item created");
    let [event] = world.frames("frozen=").try_into().unwrap();
    assert_eq!(event["Items"].as_array().unwrap().len(), 1_001);
}

#[tokio::test]
async fn a_board_that_cannot_be_read_sends_the_change() {
    let world = World::new().await;
    world.connect("me=", &[("events", "snapshot")]).await;
    world.database.fail_times(3, "Query", || Fault::ServerError);
    world.create("me=", "tea").await;
    let [event] = world.frames("me=").try_into().unwrap();
    assert_eq!(event["message"], "Item created");
}
