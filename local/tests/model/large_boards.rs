//! Boards of any size and any crowd.

use super::{
    client::{Client, Ended, within},
    stack::Stack,
};
use serde_json::{Value, json};
use std::time::Duration;

/// A message may have so many bytes.
const MESSAGE: usize = 128 * 1024;

/// Items of the large board here; `cargo run -p bench --release -- endurance` has more.
const ITEMS: usize = 600;

/// How often the log is looked at.
const POLL: Duration = Duration::from_millis(20);

async fn connect(stack: &Stack, query: &str) -> Client {
    Client::connect(&stack.url(query)).await
}

/// The largest title there is: 1,000 characters of four bytes, and each of them written in twelve by a careless encoder.
fn long_title() -> String {
    "\u{1f469}".repeat(1_000)
}

/// Whether everybody hears of an item or learns, at a heartbeat at the latest, that something was missed: a slow machine does not reach
/// so many in the time that there is for a fan-out, and whoever it does not reach is closed. Returns how many have heard.
async fn heard(stack: &Stack, members: &mut [Client], item: &Value) -> usize {
    let mut heard = 0;
    for member in members {
        // One heartbeat at a time: so many at once would be more than there are sandboxes for.
        member.send(&json!({"action": "test"})).await;
        let (mut has_heard, mut is_answered) = (false, false);
        while !(has_heard && is_answered) {
            tokio::select! {
                biased;
                frame = member.receive_text() => match frame {
                    Ok(text) if is_about(&text, item) => has_heard = true,
                    Ok(_) => is_answered = true,
                    Err(Ended::Closed(_) | Ended::Lost) => break,
                },
                () = giving_up(stack), if is_answered => break,
            }
        }
        heard += usize::from(has_heard);
    }
    heard
}

/// Ends if, and when, a handler says that it had no time for all of them.
async fn giving_up(stack: &Stack) {
    while !stack.gave_up() {
        tokio::time::sleep(POLL).await;
    }
}

fn is_about(text: &str, item: &Value) -> bool {
    let frame: Value = serde_json::from_str(text).unwrap();
    frame["item"] == *item
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_every_event_of_a_large_board_fits_into_a_message() {
    let stack = Stack::start().await;
    let mut client = connect(&stack, "?format=json&board=large").await;
    let mut drawing = connect(&stack, "?format=json&events=snapshot&board=large").await;
    let create = json!({"action": "createItem", "title": long_title(), "status": "todo"});
    let (mut largest, mut snapshots) = (0, 0);
    for _ in 0..ITEMS {
        let reply = client.ask(create.clone()).await;
        assert_eq!(reply["message"], "Item created", "{reply}");
        let event = drawing.receive_text().await.unwrap();
        assert!(event.len() <= MESSAGE, "an event of {} bytes", event.len());
        largest = largest.max(event.len());
        snapshots += usize::from(event.starts_with("{\"Items\""));
    }
    // As long as the board fits it is drawn, then the change alone is told.
    assert!(largest > MESSAGE / 2, "{largest}");
    assert!((10..100).contains(&snapshots), "{snapshots}");

    let (mut seen, mut start) = (std::collections::BTreeSet::new(), Value::Null);
    loop {
        let scan = json!({"action": "scanEntireTable", "exclusiveStartKey": start});
        client.send(&scan).await;
        let text = client.receive_text().await.unwrap();
        assert!(text.len() <= 120 * 1024, "a page of {} bytes", text.len());
        let page: Value = serde_json::from_str(&text).unwrap();
        for item in page["response"]["Items"].as_array().unwrap() {
            assert!(
                seen.insert(item["itemId"].as_str().unwrap().to_owned()),
                "twice"
            );
        }
        start = page["response"]["LastEvaluatedKey"].clone();
        if start.is_null() {
            break;
        }
    }
    assert_eq!(seen.len(), ITEMS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_board_refuses_the_next_and_goes_on_for_the_others() {
    let stack = Stack::start().await;
    let mut members = Vec::new();
    for _ in 0..200 {
        members.push(connect(&stack, "?format=json&board=full").await);
    }
    let refused = Client::try_connect(&stack.url("?format=json&board=full")).await;
    assert_eq!(refused.err().map(|(status, _)| status), Some(429));
    let reply = members[0]
        .ask(json!({"action": "createItem", "title": "tea", "status": "todo"}))
        .await;
    assert!(heard(&stack, &mut members[1..], &reply["item"]).await > 0);
    // There is room again when one has gone.
    drop(members.pop());
    let room = async {
        while Client::try_connect(&stack.url("?format=json&board=full"))
            .await
            .is_err()
        {}
    };
    within(room, "room on the board").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenth_of_a_board_that_goes_at_once_is_forgotten_and_the_others_hear_everything() {
    let stack = Stack::start().await;
    let mut members = Vec::new();
    for _ in 0..100 {
        members.push(connect(&stack, "?format=json&board=crowd").await);
    }
    let mut leaving = Vec::new();
    for member in &mut members[90..] {
        let hello = member.ask(json!({"action": "test"})).await;
        leaving.push(hello["connectionId"].clone());
    }
    // `$disconnect` finds no database: only the events' 410 is left to tell.
    stack.fault(&["BatchWriteItem=error"]);
    members.truncate(90);
    let gone = async {
        while stack.laptop.connections() > 90 {
            tokio::task::yield_now().await;
        }
    };
    within(gone, "ten to be gone").await;
    // Past the time-out of any `$disconnect` at work, and rows are no longer young.
    stack.clock.advance(Duration::from_secs(60));
    stack.fault(&[]);
    let create = json!({"action": "createItem", "title": "tea", "status": "todo"});
    let reply = members[0].ask(create).await;
    let rows = stack.rows("usersTable");
    assert!(heard(&stack, &mut members[1..], &reply["item"]).await > 0);
    let left = rows
        .iter()
        .filter(|row| leaving.contains(&row["connectionId"]["S"]));
    assert!(left.count() == 0 || stack.gave_up());
}
