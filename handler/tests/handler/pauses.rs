//! A sandbox that was frozen, and the connections it had.

use std::time::Duration;

use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn the_first_request_after_a_pause_never_fails_because_of_it() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    let item_id = world.create("me=", "tea").await;
    world.database.proxy.kill_open_connections();
    world.sink.server.kill_open_connections();
    world.freeze(Duration::from_secs(16));
    // Without an expected version this would be `Unavailable` if the dead connection were used.
    let reply = world
        .send(
            "me=",
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
        )
        .await;
    assert_eq!(reply["response"]["$metadata"]["attempts"], 1, "{reply}");
    assert_eq!(world.sink.attempts("other="), 2);
    assert_eq!(world.frames("other=").len(), 2);
}

#[tokio::test]
async fn connections_are_kept_between_events() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let accepted = world.database.proxy.accepted();
    for _ in 0..5 {
        world.freeze(Duration::from_secs(10));
        world.send("me=", json!({"action": "test"})).await;
    }
    assert_eq!(world.database.proxy.accepted(), accepted);
    world.freeze(Duration::from_secs(16));
    world.send("me=", json!({"action": "test"})).await;
    assert_eq!(world.database.proxy.accepted(), accepted + 1);
}

#[tokio::test]
async fn calls_of_one_service_do_not_keep_the_connections_of_the_other_alive() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    world.create("me=", "tea").await;
    let (tables, posts) = (
        world.database.proxy.accepted(),
        world.sink.server.accepted(),
    );
    // Two pauses of 10 s, and only the database is asked between them.
    world.freeze(Duration::from_secs(10));
    world.send("me=", json!({"action": "test"})).await;
    world.freeze(Duration::from_secs(10));
    world.create("me=", "tea").await;
    assert_eq!(world.database.proxy.accepted(), tables);
    assert_eq!(world.sink.server.accepted(), posts + 1);
}
