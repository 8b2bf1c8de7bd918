//! The tables and rows that a measurement starts from: for the board as its handler writes them, for the baseline as the usual
//! handler does.

use protocol::names::{EXPIRES_AT, connections, items};
use serde_json::{Value, json};

/// The board's items.
pub const ITEMS: &str = "itemsTable-bench";
/// The board's connections.
pub const USERS: &str = "usersTable-bench";
/// The baseline's items.
pub const BASELINE_ITEMS: &str = "baseline-items";
/// The baseline's connections.
pub const BASELINE_USERS: &str = "baseline-users";

/// The sender of every message. Its connection is as old as the others.
pub const SENDER: &str = "sender000000000=";

/// The topic of everybody who is connected.
pub const BOARD: &str = "board/default";

/// Another connection that is gone, without anybody having noticed.
pub const GONE: &str = "gone00000000000=";

/// The id of the item of that number: as long as a UUID.
pub fn item_id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// What makes each table.
pub(crate) fn tables() -> [Value; 4] {
    [
        table(ITEMS, &[items::BOARD_ID, items::ITEM_ID]),
        table(USERS, &[connections::TOPIC, connections::CONNECTION_ID]),
        table(BASELINE_ITEMS, &["itemId"]),
        table(BASELINE_USERS, &["connectionId"]),
    ]
}

fn table(name: &str, keys: &[&str]) -> Value {
    let attribute = |key: &&str| json!({"AttributeName": key, "AttributeType": "S"});
    let schema = |(key, kind): (&&str, &str)| json!({"AttributeName": key, "KeyType": kind});
    json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": keys.iter().zip(["HASH", "RANGE"]).map(schema).collect::<Vec<_>>(),
        "AttributeDefinitions": keys.iter().map(attribute).collect::<Vec<_>>(),
    })
}

/// Every row of a board, with the name of its table. The connections were made a minute ago.
pub(crate) fn all(
    items: usize,
    others: usize,
    is_one_gone: bool,
    now: u64,
) -> impl Iterator<Item = (&'static str, Value)> {
    let items = (0..items).flat_map(move |number| item(number, now));
    let others = (0..others).map(|number| format!("peer{number:011}="));
    let gone = is_one_gone.then(|| GONE.to_owned());
    let everyone = others.chain(gone).chain([SENDER.to_owned()]);
    items.chain(everyone.flat_map(move |id| connection(&id, now)))
}

fn item(number: usize, now: u64) -> [(&'static str, Value); 2] {
    let (id, title) = (
        item_id(number),
        format!("Water the plants of row {number:012}"),
    );
    let moment = "2026-01-02T03:04:05.678Z";
    let ours = json!({
        items::BOARD_ID: {"S": "default"},
        items::ITEM_ID: {"S": id},
        "title": {"S": title},
        "status": {"S": "todo"},
        "version": {"N": "1"},
        "createdAt": {"S": moment},
        "updatedAt": {"S": moment},
        "lastRequest": {"S": format!("request-{now}")},
    });
    let baseline = json!({"itemId": {"S": id}, "title": {"S": title}, "status": {"S": "todo"}});
    [(ITEMS, ours), (BASELINE_ITEMS, baseline)]
}

fn connection(id: &str, now: u64) -> [(&'static str, Value); 3] {
    let row = |topic: String| {
        json!({
            connections::TOPIC: {"S": topic},
            connections::CONNECTION_ID: {"S": id},
            "connectedAt": {"N": (now - 60_000).to_string()},
            "board": {"S": "default"},
            "format": {"S": "dynamodb"},
            "events": {"S": "delta"},
            EXPIRES_AT: {"N": (now / 1_000 + 7_800).to_string()},
        })
    };
    [
        (USERS, row(BOARD.to_owned())),
        (USERS, row(connections::connection_topic(id))),
        (BASELINE_USERS, json!({"connectionId": {"S": id}})),
    ]
}
