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

/// A table, with its keys.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) hash: &'static str,
    pub(crate) range: Option<&'static str>,
}

pub(crate) const TABLES: [Table; 4] = [
    Table {
        name: ITEMS,
        hash: items::BOARD_ID,
        range: Some(items::ITEM_ID),
    },
    Table {
        name: USERS,
        hash: connections::TOPIC,
        range: Some(connections::CONNECTION_ID),
    },
    Table {
        name: BASELINE_ITEMS,
        hash: "itemId",
        range: None,
    },
    Table {
        name: BASELINE_USERS,
        hash: "connectionId",
        range: None,
    },
];

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

/// A query of all rows under a key, as the board makes it.
pub fn of(table: &str, key: &str, value: &str) -> Value {
    json!({
        "TableName": table,
        "ConsistentRead": true,
        "KeyConditionExpression": "#key = :value",
        "ExpressionAttributeNames": {"#key": key},
        "ExpressionAttributeValues": {":value": {"S": value}},
    })
}

/// A query of what a scan shows of every item.
pub fn shown_items() -> Value {
    let mut query = of(ITEMS, items::BOARD_ID, "default");
    query["ProjectionExpression"] = json!("#itemId, #title, #status, #deletedAt");
    query["ExpressionAttributeNames"] = json!({
        "#key": items::BOARD_ID,
        "#itemId": items::ITEM_ID,
        "#title": "title",
        "#status": "status",
        "#deletedAt": "deletedAt",
    });
    query
}

/// The batch that writes both rows of a new connection.
pub fn newcomer(now: u64) -> Value {
    let rows = connection("newcomer0000000=", now);
    let puts: Vec<_> = rows
        .iter()
        .filter(|(table, _)| *table == USERS)
        .map(|(_, row)| json!({"PutRequest": {"Item": row}}))
        .collect();
    json!({"RequestItems": {USERS: puts}})
}

/// The update that moves an item.
pub fn update(item_id: &str) -> Value {
    json!({
        "TableName": ITEMS,
        "Key": {items::BOARD_ID: {"S": "default"}, items::ITEM_ID: {"S": item_id}},
        "UpdateExpression": "SET #status = :status, #updatedAt = :at, #lastRequest = :request, #version = #version + :one",
        "ConditionExpression": "attribute_exists(#itemId) AND attribute_not_exists(#deletedAt)",
        "ExpressionAttributeNames": {
            "#status": "status",
            "#updatedAt": "updatedAt",
            "#lastRequest": "lastRequest",
            "#version": "version",
            "#itemId": items::ITEM_ID,
            "#deletedAt": "deletedAt",
        },
        "ExpressionAttributeValues": {
            ":status": {"S": "done"},
            ":at": {"S": "2026-01-02T03:04:05.678Z"},
            ":request": {"S": "request"},
            ":one": {"N": "1"},
        },
        "ReturnValues": "ALL_NEW",
    })
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
