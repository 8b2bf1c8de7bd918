//! No silent gap: who has lost its place is told by a closed connection.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Behaviour, World, code};

#[tokio::test]
async fn a_sender_missing_from_its_board_gets_its_reply_and_is_closed() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("other=", &[]).await;
    world.database.delete_connection_row("board/default", "me=");
    let create =
        json!({"action": "createItem", "title": "tea", "status": "todo", "requestId": "r"});
    assert_eq!(world.ask("me=", create).await, None);
    let [reply] = world.frames("me=").try_into().unwrap();
    assert_eq!(reply["message"], "Item created");
    assert_eq!(reply["requestId"], "r");
    assert_eq!(world.sink.closed(), ["me="]);
    assert_eq!(
        world.frames("other=").len(),
        1,
        "the others hear of the change nevertheless"
    );
}

#[tokio::test]
async fn a_sender_that_cannot_be_closed_loses_its_other_row_too() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.database.delete_connection_row("board/default", "me=");
    world.sink.behave(
        "me=",
        Behaviour {
            delete: Some(500),
            ..Behaviour::default()
        },
    );
    assert_eq!(
        world
            .ask(
                "me=",
                json!({"action": "createItem", "title": "tea", "status": "todo"})
            )
            .await,
        None
    );
    assert_eq!(world.database.topics("me="), [] as [&str; 0]);
}

#[tokio::test]
async fn a_request_on_a_connection_without_any_row_is_internal_and_it_is_closed() {
    let world = World::new().await;
    for action in [
        json!({"action": "test", "requestId": "r"}),
        json!({"action": "scanEntireTable", "requestId": "r"}),
        json!({"action": "createItem", "title": "tea", "status": "todo", "requestId": "r"}),
        json!({"action": "updateStatus", "itemId": "i", "status": "todo", "requestId": "r"}),
        json!({"action": "deleteItem", "itemId": "i", "requestId": "r"}),
    ] {
        let closed = world.sink.closed().len();
        assert_eq!(world.ask("nobody=", action.clone()).await, None, "{action}");
        let [reply] = world.frames("nobody=").try_into().unwrap();
        assert_eq!(code(&reply), "Internal", "{action}");
        assert_eq!(reply["requestId"], "r");
        assert_eq!(world.sink.closed().len(), closed + 1, "{action}");
    }
}

#[tokio::test]
async fn rows_that_have_expired_are_no_rows() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("early=", &[]).await;
    world.pass(Duration::from_secs(2 * 60 * 60 + 9 * 60));
    world.connect("late=", &[]).await;
    world.pass(Duration::from_secs(60));
    world.create("late=", "tea").await;
    assert_eq!(world.frames("early="), [] as [Value; 0]);
    // Not even the memory of this sandbox counts.
    assert_eq!(
        world.ask("me=", json!({"action": "scanEntireTable"})).await,
        None
    );
    assert_eq!(world.sink.closed(), ["me="]);
}

#[tokio::test]
async fn calls_carry_the_stage_and_the_encoded_id() {
    let world = World::new().await;
    world.connect("L0SM9cOFvHcCIhw=", &[]).await;
    world.connect("me=", &[]).await;
    world.create("me=", "tea").await;
    let [path] = world.sink.paths().try_into().unwrap();
    assert!(
        path == "/production/@connections/L0SM9cOFvHcCIhw%3D"
            || path == "/production/%40connections/L0SM9cOFvHcCIhw%3D",
        "{path}"
    );
}
