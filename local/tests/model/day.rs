//! A day in a second: the clock is moved, and nothing stays behind.

use super::stack::Stack;
use serde_json::json;
use std::time::Duration;
use testkit::client::{Client, within};
use tokio::time::sleep;

const CLIENTS: usize = 4;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_neither_connections_nor_tombstones_are_left() {
    let stack = Stack::start().await;
    let url = stack.url("?format=json&board=day");
    let mut maker = Client::connect(&url).await;
    for _ in 0..CLIENTS {
        let create = json!({"action": "createItem", "title": "Gone by tomorrow", "status": "todo"});
        let id = maker.ask(create).await["item"]["itemId"].take();
        let delete = json!({"action": "deleteItem", "itemId": id});
        assert_eq!(maker.ask(delete).await["message"], "Item deleted");
    }
    assert_eq!(stack.rows("itemsTable").len(), CLIENTS, "tombstones");

    let mut talking = vec![maker];
    for _ in 0..CLIENTS {
        talking.push(Client::connect(&url).await);
    }
    let rows_of_talking = stack.rows("usersTable").len();
    let mut silent = Vec::new();
    for _ in 0..CLIENTS {
        silent.push(Client::connect(&url).await);
    }
    // 13 × 9 minutes are less than two hours, and 14 are more.
    for step in 1..=13 {
        stack.clock.advance(9 * MINUTE);
        for client in &mut talking {
            client.expect_nothing().await;
        }
        if step == 2 {
            for client in &mut silent {
                assert_eq!(client.close_code().await, 1001, "idle for ten minutes");
            }
            // A handler that has still to do with their end would run out of time when the clock is moved.
            rows_become(&stack, rows_of_talking).await;
        }
    }
    stack.clock.advance(9 * MINUTE);
    for client in &mut talking {
        assert_eq!(client.close_code().await, 1001, "two hours old");
    }
    // No row of theirs has expired yet: what takes them away is that they ended.
    rows_become(&stack, 0).await;

    stack.clock.advance(24 * 60 * MINUTE);
    stack.laptop.tables().unwrap().sweep().unwrap();
    assert_eq!(stack.rows("itemsTable").len(), 0);
}

/// Waits until the table of connections has so many rows.
async fn rows_become(stack: &Stack, rows: usize) {
    let counted = async {
        while stack.rows("usersTable").len() != rows {
            sleep(Duration::from_millis(5)).await;
        }
    };
    within(counted, "the rows of connections that ended to go").await;
}
