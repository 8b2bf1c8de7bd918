//! The order that keeps newcomers from missing a change.

use serde_json::json;

use crate::support::{Fault, USERS, World};

#[tokio::test]
async fn a_change_is_acknowledged_before_the_connections_are_read_and_they_before_the_posts() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    let item_id = world.create("me=", "tea").await;
    for (request, write) in [
        (
            json!({"action": "createItem", "title": "t", "status": "todo"}),
            "PutItem",
        ),
        (
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
            "UpdateItem",
        ),
        (
            json!({"action": "deleteItem", "itemId": item_id}),
            "UpdateItem",
        ),
    ] {
        world.database.journal();
        world.send("me=", request).await;
        assert_eq!(
            world.database.journal(),
            [write, "Query board", "POST other="]
        );
    }
}

#[tokio::test]
async fn who_connects_right_after_the_write_hears_of_the_change() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let connected_at = (world.now() - 60_000).to_string();
    let expires_at = (world.now() / 1_000 + 60).to_string();
    let joins = move |tables: &dynoxide::Database| {
        for topic in ["board/default", "connection/new="] {
            let row = json!({"topic": {"S": topic}, "connectionId": {"S": "new="}, "connectedAt": {"N": connected_at},
                "board": {"S": "default"}, "format": {"S": "json"}, "events": {"S": "delta"}, "expiresAt": {"N": expires_at}});
            crate::support::put(tables, USERS, row);
        }
    };
    world
        .database
        .fail("PutItem", Fault::Before(Box::new(joins)));
    world.create("me=", "tea").await;
    assert_eq!(world.frames("new=").len(), 1);
}

#[tokio::test]
async fn a_handshake_counts_then_writes() {
    let world = World::new().await;
    world.connect_just_now("me=", &[]).await;
    assert_eq!(
        world.database.journal(),
        ["Query count board", "BatchWriteItem"]
    );
}

#[tokio::test]
async fn every_page_of_connections_is_read() {
    // A page is 1 MB; these rows have attributes that nobody reads.
    let world = World::with(|config| config.connections_per_board = 10_000).await;
    world.connect("me=", &[]).await;
    let ballast = "x".repeat(300_000);
    for number in 0..8 {
        let id = format!("peer{number}=");
        let row = json!({"topic": {"S": "board/default"}, "connectionId": {"S": id}, "connectedAt": {"N": "1"},
            "board": {"S": "default"}, "format": {"S": "json"}, "events": {"S": "delta"},
            "expiresAt": {"N": (world.now() / 1_000 + 60).to_string()}, "ballast": {"S": ballast}});
        world.database.put(USERS, row);
    }
    world.database.journal();
    world.create("me=", "tea").await;
    let pages = world
        .database
        .journal()
        .iter()
        .filter(|call| *call == "Query board")
        .count();
    assert!(pages > 1, "{pages}");
    for number in 0..8 {
        assert_eq!(world.frames(&format!("peer{number}=")).len(), 1);
    }
}
