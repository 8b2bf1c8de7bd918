//! Boards of any size are read in pages.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{Behaviour, ITEMS, World};

fn row(number: usize, title: &str) -> Value {
    json!({"boardId": {"S": "default"}, "itemId": {"S": format!("item-{number:05}")}, "title": {"S": title},
        "status": {"S": "todo"}, "version": {"N": "1"}, "createdAt": {"S": "2026-01-01T00:00:00.000Z"},
        "updatedAt": {"S": "2026-01-01T00:00:00.000Z"}, "lastRequest": {"S": "r"}})
}

fn tombstone(world: &World, number: usize) -> Value {
    json!({"boardId": {"S": "default"}, "itemId": {"S": format!("item-{number:05}")}, "version": {"N": "2"},
        "deletedAt": {"S": "2026-01-01T00:00:00.000Z"}, "lastRequest": {"S": "r"},
        "expiresAt": {"N": (world.now() / 1_000 + 60).to_string()}})
}

/// Reads the whole board; gives the ids in order, and the number of pages.
async fn read(world: &World, request: Value, largest: usize) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut request) = (Vec::new(), 0, request);
    loop {
        let frame = world.frame("me=", &request.to_string()).await.unwrap();
        assert!(frame.len() <= largest, "{} bytes", frame.len());
        let reply: Value = serde_json::from_str(&frame).unwrap();
        let response = &reply["response"];
        let items = response["Items"].as_array().unwrap();
        assert_eq!(response["Count"], json!(items.len()));
        assert_eq!(response["ScannedCount"], json!(items.len()));
        let id = |item: &Value| {
            item["itemId"]
                .as_str()
                .or(item["itemId"]["S"].as_str())
                .unwrap()
                .to_owned()
        };
        ids.extend(items.iter().map(id));
        pages += 1;
        match response.get("LastEvaluatedKey") {
            Some(key) => request["exclusiveStartKey"] = key.clone(),
            None => return (ids, pages),
        }
    }
}

#[tokio::test]
async fn five_thousand_items_are_all_there_once_and_no_reply_is_above_its_size() {
    let world = World::new().await;
    for number in 0..5_000 {
        world.database.put(ITEMS, row(number, "an ordinary title"));
    }
    for format in ["dynamodb", "json"] {
        world.connect("me=", &[("format", format)]).await;
        world.database.journal();
        let (ids, pages) = read(&world, json!({"action": "scanEntireTable"}), 120 * 1024).await;
        assert_eq!(ids.len(), 5_000);
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 5_000);
        assert!((4..12).contains(&pages), "{pages}");
        let queries = world.database.journal().len();
        assert!(queries <= 3 * pages, "{queries} reads for {pages} pages");
    }
}

#[tokio::test]
async fn long_titles_of_long_characters_stay_within_a_message() {
    let world = World::new().await;
    let titles = [
        "🦀".repeat(1_000),
        "\u{1}".repeat(1_000),
        "\"\\".repeat(500),
    ];
    for number in 0..150 {
        world
            .database
            .put(ITEMS, row(number, &titles[number % titles.len()]));
    }
    for format in ["dynamodb", "json"] {
        world.connect("me=", &[("format", format)]).await;
        let request_id = "\u{1}".repeat(64);
        let all = json!({"action": "scanEntireTable", "requestId": request_id});
        assert_eq!(read(&world, all, 120 * 1024).await.0.len(), 150);
        let limited = json!({"action": "scanEntireTable", "requestId": request_id, "limit": 1_000});
        assert_eq!(read(&world, limited, 128 * 1024).await.0.len(), 150);
    }
}

#[tokio::test]
async fn the_limit_counts_items_and_there_is_a_key_only_if_there_is_another() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    for number in 0..60 {
        let live = number % 10 == 3;
        world.database.put(
            ITEMS,
            if live {
                row(number, "t")
            } else {
                tombstone(&world, number)
            },
        );
    }
    let expected: Vec<_> = (0..6)
        .map(|ten| format!("item-{:05}", ten * 10 + 3))
        .collect();
    for (limit, pages) in [(1, 6), (2, 3), (4, 2), (5, 2), (6, 1), (7, 1), (1_000, 1)] {
        let request = json!({"action": "scanEntireTable", "limit": limit});
        assert_eq!(
            read(&world, request, 128 * 1024).await,
            (expected.clone(), pages),
            "limit {limit}"
        );
    }
}

#[tokio::test]
async fn a_board_full_of_tombstones_is_not_read_row_by_row() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    for number in 0..1_000 {
        world.database.put(ITEMS, tombstone(&world, number));
    }
    world.database.put(ITEMS, row(1_000, "t"));
    world.database.journal();
    let reply = world
        .send("me=", json!({"action": "scanEntireTable", "limit": 1}))
        .await;
    assert_eq!(reply["response"]["Count"], 1);
    assert_eq!(reply["response"].get("LastEvaluatedKey"), None);
    let reads = world.database.journal().len();
    assert!(reads <= 12, "{reads}");
}

#[tokio::test]
async fn an_empty_board_is_one_empty_page() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let reply = world
        .send("me=", json!({"action": "scanEntireTable"}))
        .await;
    assert_eq!(reply["response"]["Items"], json!([]));
    assert_eq!(reply["response"]["Count"], 0);
    assert_eq!(reply["response"].get("LastEvaluatedKey"), None);
}

#[tokio::test]
async fn an_item_that_no_message_can_hold_does_not_stop_the_reading() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    for (number, length) in [(0, 5), (1, 200_000), (2, 200_000), (3, 5)] {
        world.database.put(ITEMS, row(number, &"x".repeat(length)));
    }
    let (ids, _) = read(&world, json!({"action": "scanEntireTable"}), 120 * 1024).await;
    assert_eq!(ids, ["item-00000", "item-00003"]);
}

#[tokio::test]
async fn a_change_of_an_item_that_no_message_can_hold_costs_nobody_the_connection() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    world.database.put(ITEMS, row(1, &"x".repeat(200_000)));
    // As API Gateway answers a post that is too long.
    world.sink.behave(
        "other=",
        Behaviour {
            always: Some(413),
            ..Behaviour::default()
        },
    );
    world
        .send(
            "me=",
            json!({"action": "updateStatus", "itemId": "item-00001", "status": "done"}),
        )
        .await;
    assert_eq!(world.sink.attempts("other="), 0);
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
}
