//! `test` reads the connection's own row, each time.

use serde_json::json;

use crate::support::{Fault, World, code};

#[tokio::test]
async fn the_heartbeat_never_trusts_memory() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.database.journal();
    assert_eq!(
        world.send("me=", json!({"action": "test"})).await,
        "Hello from Lambda! This is my first output!"
    );
    assert_eq!(world.database.journal(), ["Query connection"]);
}

#[tokio::test]
async fn a_heartbeat_without_its_row_is_answered_and_the_connection_closed() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.database.delete_connection_rows("default", "me=");
    assert_eq!(world.ask("me=", json!({"action": "test"})).await, None);
    let [reply] = world.frames("me=").try_into().unwrap();
    assert_eq!(reply["message"], "Hello from Lambda!");
    assert_eq!(world.sink.closed(), ["me="]);
}

#[tokio::test]
async fn a_heartbeat_that_cannot_be_checked_is_an_error() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world
        .database
        .fail_times(3, "Query connection", || Fault::ServerError);
    let reply = world
        .send("me=", json!({"action": "test", "requestId": "r"}))
        .await;
    assert_eq!(code(&reply), "Unavailable");
    assert_eq!(reply["requestId"], "r");
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
}
