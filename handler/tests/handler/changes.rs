//! Requests that cannot be fulfilled change nothing and are announced to nobody.

use serde_json::{Value, json};

use crate::support::{ITEMS, World, code};

#[tokio::test]
async fn what_changed_nothing_is_announced_to_nobody() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("other=", &[]).await;
    let item_id = world.create("me=", "tea").await;
    world.frames("other=");
    let before = world.database.rows(ITEMS);
    for (request, message, expected) in [
        (
            json!({"action": "createItem", "status": "todo"}),
            "Failed to create item",
            "MissingField",
        ),
        (
            json!({"action": "createItem", "title": "t", "status": "x"}),
            "Failed to create item",
            "InvalidField",
        ),
        (
            json!({"action": "updateStatus", "itemId": "ghost", "status": "done"}),
            "Failed to update item",
            "ItemNotFound",
        ),
        (
            json!({"action": "updateStatus", "itemId": item_id, "status": "done", "expectedVersion": 2}),
            "Failed to update item",
            "VersionConflict",
        ),
        (
            json!({"action": "deleteItem", "itemId": "ghost"}),
            "Failed to delete item",
            "ItemNotFound",
        ),
        (
            json!({"action": "deleteItem", "itemId": "ghost", "expectedVersion": 1}),
            "Failed to delete item",
            "ItemNotFound",
        ),
        (
            json!({"action": "deleteItem", "itemId": item_id, "expectedVersion": 7}),
            "Failed to delete item",
            "VersionConflict",
        ),
        (
            json!({"action": "scanEntireTable", "limit": 0}),
            "Failed to scan items",
            "InvalidField",
        ),
        (
            json!({"action": "scanEntireTable", "exclusiveStartKey": "x"}),
            "Failed to scan items",
            "InvalidField",
        ),
        (
            json!({"action": "moveItem"}),
            "Unknown action",
            "UnknownAction",
        ),
        (json!({"action": 1}), "Unknown action", "UnknownAction"),
        (json!(["test"]), "Unknown action", "InvalidJson"),
    ] {
        let mut request = request;
        if request.is_object() {
            request["requestId"] = json!("r-9");
        }
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(reply["message"], message, "{request}");
        assert_eq!(code(&reply), expected, "{request}");
        assert!(
            reply["error"]["detail"]
                .as_str()
                .is_some_and(|detail| detail.len() > 10),
            "{reply}"
        );
        assert_eq!(
            reply.get("requestId"),
            request.get("requestId"),
            "{request}"
        );
        if expected == "VersionConflict" {
            assert_eq!(reply["error"]["currentVersion"], 1);
        }
    }
    assert_eq!(world.database.rows(ITEMS), before);
    assert_eq!(world.frames("other="), [] as [Value; 0]);
}

#[tokio::test]
async fn the_expected_version_lets_one_of_two_win() {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    let item_id = world.create("me=", "tea").await;
    let update = |status: &str| json!({"action": "updateStatus", "itemId": item_id, "status": status, "expectedVersion": 1});
    let first = world.send("me=", update("done")).await;
    assert_eq!(first["response"]["Attributes"]["version"], 2);
    let second = world.send("me=", update("inprogress")).await;
    assert_eq!(second["error"]["currentVersion"], 2);
    let delete = json!({"action": "deleteItem", "itemId": item_id, "expectedVersion": 2});
    assert_eq!(world.send("me=", delete).await["item"]["version"], 3);
}

#[tokio::test]
async fn a_broken_request_costs_no_work() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.database.journal();
    for frame in [
        "",
        "hello",
        "{}",
        r#"{"action":"createItem"}"#,
        r#"{"action":"deleteItem","itemId":""}"#,
    ] {
        assert!(world.frame("me=", frame).await.is_some());
    }
    assert_eq!(world.database.journal(), [] as [String; 0]);
}

#[tokio::test]
async fn nothing_a_client_sends_becomes_part_of_an_expression() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let title = "#status = :x OR attribute_exists(itemId) -- ' \" \\ \u{0} { } :status";
    let item_id = world.create("me=", title).await;
    let evil = "x\" OR attribute_not_exists(itemId) OR #status = :status";
    let reply = world
        .send("me=", json!({"action": "deleteItem", "itemId": evil}))
        .await;
    assert_eq!(code(&reply), "ItemNotFound");
    let scanned = world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(scanned["response"]["Items"][0]["title"]["S"], title);
    assert_eq!(scanned["response"]["Items"][0]["itemId"]["S"], item_id);
}

#[tokio::test]
async fn a_base64_body_is_decoded() {
    use base64::Engine as _;
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let body = base64::engine::general_purpose::STANDARD.encode(r#"{"action":"test"}"#);
    let event = json!({
        "requestContext": {"routeKey": "test", "eventType": "MESSAGE", "requestId": "g", "requestTimeEpoch": world.now(),
            "connectedAt": world.now(), "connectionId": "me=", "stage": "production"},
        "body": body, "isBase64Encoded": true,
    });
    assert_eq!(
        world.handle(event).await.body.unwrap(),
        "\"Hello from Lambda! This is my first output!\""
    );
}
