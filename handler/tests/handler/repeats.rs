//! A create that a client repeats.

use serde_json::{Value, json};

use crate::support::{Fault, ITEMS, World, code, put, rows};

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
async fn a_repeat_that_finds_the_item_tells_nobody() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("plain=", &[("format", "json")]).await;
    world.connect("frozen=", &[]).await;
    world.connect("drawing=", &[("events", "snapshot")]).await;
    let heard = || ["plain=", "frozen=", "drawing="].map(|id| world.frames(id).len());
    let created = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(heard(), [1, 1, 1]);
    let again = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(again, created);
    assert_eq!(heard(), [0, 0, 0]);
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

#[tokio::test]
async fn a_repeat_whose_own_attempt_was_lost_tells_nobody_of_anothers_item() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("frozen=", &[]).await;
    let created = world.send("me=", create("0123456789abcdef")).await;
    world.frames("frozen=");
    // Whether the lost attempt made the item is unknown; that the row is another request's is not.
    world.database.fail("PutItem", Fault::Lost);
    let again = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(again, created);
    world
        .database
        .fail_times(3, "PutItem", || Fault::ServerError);
    let again = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(again, created);
    assert_eq!(world.database.faults_left(), 0);
    assert_eq!(world.frames("frozen="), [] as [Value; 0]);
}

#[tokio::test]
async fn a_repeat_that_cannot_read_its_board_has_still_changed_nothing() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.send("me=", create("0123456789abcdef")).await;
    world
        .database
        .fail_times(3, "Query board", || Fault::Throttle);
    let reply = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(code(&reply), "Throttled");
}

#[tokio::test]
async fn a_create_whose_attempt_was_lost_never_says_that_nothing_was_changed() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.database.fail("PutItem", Fault::AnswerLost);
    // It made the item, which somebody has changed by the time that it is repeated.
    let change = |tables: &dynoxide::Database| {
        let mut item = rows(tables, ITEMS).remove(0);
        item["lastRequest"] = json!({"S": "another"});
        item["version"] = json!({"N": "2"});
        put(tables, ITEMS, item);
    };
    world
        .database
        .fail("PutItem", Fault::After(Box::new(change)));
    world
        .database
        .fail_times(3, "Query board", || Fault::Throttle);
    let reply = world.send("me=", create("0123456789abcdef")).await;
    assert_eq!(code(&reply), "Unavailable");
    assert_eq!(world.database.faults_left(), 0);
}

#[tokio::test]
async fn a_repeating_sender_missing_from_its_board_is_closed() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.send("me=", create("0123456789abcdef")).await;
    world.database.delete_connection_row("board/default", "me=");
    assert_eq!(world.ask("me=", create("0123456789abcdef")).await, None);
    assert_eq!(world.sink.closed(), ["me="]);
}
