//! A create that a client repeats.

use serde_json::{Value, json};

use crate::support::{ITEMS, World};

fn create(token: &str) -> Value {
    json!({"action": "createItem", "title": "tea", "status": "todo", "clientToken": token})
}

#[tokio::test]
async fn a_repeated_create_finds_the_item_as_it_now_is() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    let first = world.send("me=", create("0123456789abcdef")).await;
    let again = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(again, first);
    let item_id = &first["item"]["itemId"];
    world
        .send(
            "me=",
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
        )
        .await;
    let again = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(again["item"]["status"], "done");
    assert_eq!(again["item"]["version"], 2);
    assert_eq!(world.database.rows(ITEMS).len(), 1);
    let other = world.send("me=", create("another-token-of-mine")).await;
    assert_ne!(other["item"]["itemId"], *item_id);
}

#[tokio::test]
async fn a_repeat_is_heard_only_by_those_to_whom_it_does_no_harm() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("plain=", &[("format", "json")]).await;
    world.connect("frozen=", &[]).await;
    world.connect("drawing=", &[("events", "snapshot")]).await;
    let heard = || ["plain=", "frozen=", "drawing="].map(|id| world.sink.frames(id).len());
    let created = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(heard(), [1, 1, 1]);
    // The first request may have ended before it told anybody.
    world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(heard(), [1, 0, 1]);
    // Whoever missed that was told by the change.
    let item_id = &created["item"]["itemId"];
    world
        .send(
            "me=",
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
        )
        .await;
    assert_eq!(heard(), [1, 1, 1]);
    world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(heard(), [0, 0, 0]);
}
