//! A thousand changes under each fault: what is acknowledged is stored, and everybody knows of it.

use super::{
    Row,
    client::{Client, Heard},
    laptop::Laptop,
};
use anyhow::Result;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

/// Changes under each fault.
const CHANGES: usize = 1_000;

/// Clients that make them.
const SENDERS: usize = 5;

/// Clients that only listen.
const LISTENERS: usize = 5;

/// Whether the fault is one of the peers: then events may stay undelivered.
const FAULTS: [(&str, bool); 22] = [
    ("database=throttle@10%", false),
    ("database=error@5%", false),
    ("database=hang@0.3%", false),
    ("database=reset@5%", false),
    ("writes=lost@5%", false),
    ("writes=silent@0.3%", false),
    ("database=slow:50ms@20%", false),
    ("reads=stale:500ms", false),
    ("BatchWriteItem=unprocessed@50%", false),
    ("post=gone@1%", true),
    ("post=young:1s", true),
    ("post=throttle@10%", true),
    ("post=error@10%", true),
    ("post=denied@1%", true),
    ("post=hang@0.2%", true),
    ("post=silent@0.2%", true),
    ("writes=kill-before@2%", false),
    ("writes=kill-during@2%", false),
    ("writes=kill-after@2%", false),
    ("post=kill-during@0.3%", true),
    ("writes=freeze:300ms@2%", false),
    ("writes=freeze:2m@0.2%", false),
];

/// A row for each fault.
///
/// # Errors
/// A laptop cannot be started.
pub async fn each(executable: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (fault, of_peers) in FAULTS {
        eprintln!("  {fault}");
        rows.push(under(executable, fault, of_peers).await?);
    }
    Ok(rows)
}

/// What one sender knows of the items that it alone changes.
#[derive(Default)]
struct Mine {
    /// Last acknowledged version; none if the last change's outcome is unknown.
    versions: HashMap<String, Option<u64>>,
    /// Every acknowledged version of every item.
    acknowledged: HashSet<(String, u64)>,
    refused: usize,
    unknown: usize,
}

async fn under(executable: &Path, fault: &str, of_peers: bool) -> Result<Row> {
    let laptop = Laptop::start(executable, ["--in-memory", "--fault", fault]).await?;
    let url = laptop.board("trouble");
    let connect = || async {
        // Under faults a handshake may be refused.
        loop {
            if let Ok(client) = Client::connect(url.clone()).await {
                return client;
            }
        }
    };
    let mut clients = Vec::new();
    for _ in 0..SENDERS + LISTENERS {
        clients.push(connect().await);
    }
    let mine = join_all(clients.iter().take(SENDERS).map(change)).await;
    // By the first one a client learns that it has missed something, and comes back; the second waits for that.
    for _ in 0..2 {
        join_all(clients.iter().map(Client::heartbeat)).await;
    }
    let heard = join_all(clients.iter().map(Client::heard)).await;
    let stored = connect().await.heard().await;
    let (mut acknowledged, mut refused, mut unknown, mut lost) = (0, 0, 0, 0);
    for mine in &mine {
        acknowledged += mine.acknowledged.len();
        refused += mine.refused;
        unknown += mine.unknown;
        let known = mine.versions.iter();
        lost += known
            .filter(|(item, version)| {
                version.is_some_and(|version| is_lost(&stored, item, version))
            })
            .count();
    }
    let (mut missed, mut wrong) = (0, 0);
    for (at, client) in heard.iter().enumerate() {
        let others = mine.iter().enumerate().filter(|(sender, _)| *sender != at);
        let changes = others.flat_map(|(_, mine)| &mine.acknowledged);
        // Who was closed has read the board again instead.
        if client.closed == 0 {
            missed += changes
                .filter(|change| !client.events.contains(change))
                .count();
        }
        // A change whose outcome is unknown may have been made by a sandbox that was killed before it told anybody.
        let mut known = mine.iter().flat_map(|mine| &mine.versions);
        wrong +=
            usize::from(known.any(|(item, version)| {
                version.is_some_and(|version| is_lost(client, item, version))
            }));
    }
    let undelivered = laptop.undelivered();
    let holds = lost + missed + wrong == 0 && (of_peers || undelivered == 0);
    Ok(Row {
        test: format!("`{fault}`, {CHANGES} changes"),
        figure: format!(
            "{acknowledged} acknowledged, {lost} of them lost; {refused} refused, {unknown} unknown; {undelivered} events undelivered; {missed} missed without a word, {wrong} clients wrong after a heartbeat"
        ),
        holds,
    })
}

fn is_lost(board: &Heard, item: &str, version: u64) -> bool {
    board.versions.get(item) != Some(&version)
}

/// Makes its part of the changes, each on an item of its own: a create, then moves.
async fn change(client: &Client) -> Mine {
    let mut mine = Mine::default();
    let mut current: Option<String> = None;
    for n in 0..CHANGES / SENDERS {
        let request = match &current {
            Some(item) if n % 4 > 0 => {
                let status = ["todo", "done"][n % 2];
                json!({"action": "updateStatus", "itemId": item, "status": status})
            }
            _ => json!({"action": "createItem", "title": format!("Item {n}"), "status": "todo"}),
        };
        let reply = client.ask(request.clone()).await;
        match outcome(reply.as_ref()) {
            Outcome::Done(item, version) => {
                mine.acknowledged.insert((item.clone(), version));
                mine.versions.insert(item.clone(), Some(version));
                current = Some(item);
            }
            Outcome::Refused => mine.refused += 1,
            Outcome::Unknown => {
                mine.unknown += 1;
                if let Some(item) = request["itemId"].as_str() {
                    mine.versions.insert(item.to_owned(), None);
                }
            }
        }
    }
    mine
}

enum Outcome {
    Done(String, u64),
    Refused,
    Unknown,
}

fn outcome(reply: Option<&Value>) -> Outcome {
    let Some(reply) = reply else {
        return Outcome::Unknown;
    };
    match reply["error"]["code"].as_str() {
        Some("Unavailable" | "Internal") => return Outcome::Unknown,
        Some(_) => return Outcome::Refused,
        None => {}
    }
    let attributes = &reply["response"]["Attributes"];
    let item = if attributes.is_object() {
        attributes
    } else {
        &reply["item"]
    };
    match (item["itemId"].as_str(), item["version"].as_u64()) {
        (Some(id), Some(version)) => Outcome::Done(id.to_owned(), version),
        _ => Outcome::Unknown,
    }
}
