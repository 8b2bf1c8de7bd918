//! A handshake writes two rows, and its end deletes them.

use serde_json::json;

use crate::support::{BEGINNING, USERS, World};

#[tokio::test]
async fn a_connection_is_two_rows_before_it_is_accepted() {
    let world = World::new().await;
    let query = [
        ("board", "team"),
        ("format", "json"),
        ("events", "snapshot"),
        ("x", "y"),
    ];
    world.connect_just_now("abc=", &query).await;
    let mut rows = world.database.rows(USERS);
    rows.sort_by_key(|row| row["topic"]["S"].to_string());
    let row = |topic: &str| {
        json!({
            "topic": {"S": topic}, "connectionId": {"S": "abc="}, "connectedAt": {"N": BEGINNING.to_string()},
            "board": {"S": "team"}, "format": {"S": "json"}, "events": {"S": "snapshot"},
            "expiresAt": {"N": (BEGINNING / 1_000 + 2 * 60 * 60 + 10 * 60).to_string()},
        })
    };
    assert_eq!(rows, [row("board/team"), row("connection/abc=")]);
}

#[tokio::test]
async fn a_disconnect_deletes_both_rows_also_in_another_sandbox() {
    let mut world = World::new().await;
    world.connect("here=", &[]).await;
    world.connect("there=", &[("board", "b")]).await;
    world.connect("stays=", &[]).await;
    assert_eq!(world.disconnect("here=").await.status_code, 200);
    world.replace_sandbox(|_| {}).await;
    assert_eq!(world.disconnect("there=").await.status_code, 200);
    assert_eq!(world.disconnect("never=").await.status_code, 200);
    assert_eq!(world.database.topics("here="), [] as [&str; 0]);
    assert_eq!(world.database.topics("there="), [] as [&str; 0]);
    assert_eq!(
        world.database.topics("stays="),
        ["board/default", "connection/stays="]
    );
}

#[tokio::test]
async fn what_a_client_chose_holds_in_every_sandbox() {
    let mut world = World::new().await;
    world
        .connect("me=", &[("board", "team"), ("format", "json")])
        .await;
    world.replace_sandbox(|_| {}).await;
    let reply = world
        .send("me=", json!({"action": "test", "requestId": "r"}))
        .await;
    let expected = json!({"message": "Hello from Lambda!", "connectionId": "me=", "board": "team",
        "stage": "production", "requestId": "r"});
    assert_eq!(reply, expected);
}

#[tokio::test]
async fn attributes_are_read_once_by_a_sandbox() {
    let mut world = World::new().await;
    world.connect("me=", &[]).await;
    world.replace_sandbox(|_| {}).await;
    world.database.journal();
    world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(
        world.database.journal(),
        ["Query connection", "Query", "Query"]
    );
}
