//! Boards of any size and any crowd.

use super::stack::{Stack, admitted};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::client::{Client, Ended, within};

/// A message may have so many bytes.
const MESSAGE: usize = 128 * 1024;

/// Items of the large board: more than one page of DynamoDB, which has a megabyte. `cargo run -p bench --release -- endurance` has more.
const ITEMS: usize = 280;

/// So many are drawn, about twice what fits into a message.
const DRAWN: usize = 60;

async fn connect(stack: &Stack, query: &str) -> Client {
    Client::connect(&stack.url(query)).await
}

/// The largest title there is: 1,000 characters of four bytes, and each of them written in twelve by a careless encoder.
fn long_title() -> String {
    "\u{1f469}".repeat(1_000)
}

/// The first member makes changes until one of them reaches every other. On a slow machine the time for a fan-out may not be enough; whoever
/// it does not reach is closed, and comes back.
async fn everybody_hears(members: &mut [Client], url: &str) {
    let (first, others) = members.split_first_mut().unwrap();
    let all_at_once = async {
        loop {
            let create = json!({"action": "createItem", "title": "tea", "status": "todo"});
            let reply = first.ask(create).await;
            assert_eq!(reply["message"], "Item created", "{reply}");
            let mut missed = 0;
            for member in others.iter_mut() {
                match hears(member, &reply["item"]).await {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(_) => *member = admitted(url).await,
                }
                missed += 1;
            }
            if missed == 0 {
                return;
            }
            eprintln!("{missed} have missed a change");
        }
    };
    within(all_at_once, "a change to reach everybody").await;
}

/// Whether an item's event is there before the answer to a heartbeat, as it must be once its sender has the reply.
async fn hears(member: &mut Client, item: &Value) -> Result<bool, Ended> {
    member.send(&json!({"action": "test"})).await;
    let mut heard = false;
    loop {
        let frame: Value = serde_json::from_str(&member.receive_text().await?).unwrap();
        if frame["item"].is_null() {
            return Ok(heard);
        }
        heard |= frame["item"] == *item;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_every_event_of_a_large_board_fits_into_a_message() {
    let stack = Stack::start().await;
    let mut client = connect(&stack, "?format=json&board=large").await;
    let mut drawing = connect(&stack, "?format=json&events=snapshot&board=large").await;
    let create = json!({"action": "createItem", "title": long_title(), "status": "todo"});
    let (mut largest, mut snapshots) = (0, 0);
    for _ in 0..DRAWN {
        let reply = client.ask(create.clone()).await;
        assert_eq!(reply["message"], "Item created", "{reply}");
        let event = drawing.receive_text().await.unwrap();
        assert!(event.len() <= MESSAGE, "an event of {} bytes", event.len());
        largest = largest.max(event.len());
        snapshots += usize::from(event.starts_with("{\"Items\""));
    }
    // As long as the board fits it is drawn, then the change alone is told.
    assert!(largest > MESSAGE / 2, "{largest}");
    assert!((10..DRAWN).contains(&snapshots), "{snapshots}");
    // Who draws a board makes each of its changes slow.
    drop(drawing);
    for _ in DRAWN..ITEMS {
        let reply = client.ask(create.clone()).await;
        assert_eq!(reply["message"], "Item created", "{reply}");
    }

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
    let url = stack.url("?format=json&board=full");
    let mut members = Vec::new();
    for _ in 0..200 {
        members.push(Client::connect(&url).await);
    }
    let refused = Client::try_connect(&url).await;
    assert_eq!(
        refused.err().map(|refused| refused.status.as_u16()),
        Some(429)
    );
    everybody_hears(&mut members, &url).await;
    // There is room again when one has gone.
    drop(members.pop());
    within(admitted(&url), "room on the board").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenth_of_a_board_that_goes_at_once_is_forgotten_and_the_others_hear_everything() {
    let stack = Stack::start().await;
    let url = stack.url("?format=json&board=crowd");
    let mut members = Vec::new();
    for _ in 0..100 {
        members.push(Client::connect(&url).await);
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
    everybody_hears(&mut members, &url).await;
    let rows = stack.rows("usersTable");
    let left = rows
        .iter()
        .filter(|row| leaving.contains(&row["connectionId"]["S"]));
    assert_eq!(left.count(), 0);
}
