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
    assert_eq!(world.sink.frames("other=").len(), 2);
}

#[tokio::test]
async fn connections_are_kept_between_events() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let accepted = world.database.proxy.accepted();
    for _ in 0..5 {
        world.freeze(Duration::from_secs(14));
        world.send("me=", json!({"action": "test"})).await;
    }
    assert_eq!(world.database.proxy.accepted(), accepted);
    world.freeze(Duration::from_secs(16));
    world.send("me=", json!({"action": "test"})).await;
    assert_eq!(world.database.proxy.accepted(), accepted + 1);
}
