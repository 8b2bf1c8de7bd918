//! Many connections on one board, and changes at a rate.

use super::{
    Row,
    client::{Client, Heard},
    laptop::Laptop,
};
use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use std::{path::Path, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// Items that are moved about.
const ITEMS: usize = 40;

/// Handshakes and heartbeats under way at a time.
const AT_ONCE: usize = 16;

/// Connections that send the changes, in turn.
const SENDERS: usize = 20;

/// A change that was acknowledged.
struct Change {
    item: String,
    version: u64,
    sender: usize,
}

/// What came of some load.
struct Outcome {
    acknowledged: usize,
    /// Changes whose outcome their senders do not know.
    unknown: usize,
    /// How long after the last change was due its reply came.
    late: Duration,
    /// Memory of the laptop in each second, MB.
    memory: Vec<f64>,
    undelivered: u64,
    /// Acknowledged changes that are not stored, or of which a client that was never closed has not heard.
    lost: usize,
    duplicated: u64,
    /// Clients whose board is not the one that is stored.
    wrong: usize,
    /// How often clients were closed.
    closed: u64,
    /// How long the heartbeats after the load took.
    heartbeats: Duration,
}

impl Outcome {
    /// Nobody has noticed anything but the changes.
    fn is_spotless(&self) -> bool {
        self.lost + self.wrong + self.unknown == 0 && self.duplicated + self.closed == 0
    }
}

/// Gathers a crowd on a laptop, changes items at a rate for some seconds, and compares what everybody has heard.
async fn load(
    executable: &Path,
    arguments: &[&str],
    size: usize,
    rate: f64,
    seconds: u32,
) -> Result<Outcome> {
    let common = ["--in-memory", "--account-connections", "5000"];
    let laptop = Laptop::start(executable, common.iter().chain(arguments)).await?;
    let url = laptop.board("crowd");
    let first = Client::connect(url.clone()).await?;
    let mut items = Vec::new();
    for _ in 0..ITEMS {
        let create = json!({"action": "createItem", "title": "Moved about", "status": "todo"});
        let reply = first.ask(create).await.context("no reply to a create")?;
        let id = reply["item"]["itemId"].as_str();
        items.push(id.context("no item was made")?.to_owned());
    }
    let mut clients: Vec<_> = stream::iter(1..size)
        .map(|_| Client::connect(url.clone()))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    clients.push(first);

    let start = Instant::now();
    let due = |change: u32| start + Duration::from_secs_f64(f64::from(change) / rate);
    let changes = (rate * f64::from(seconds)) as u32;
    let (mut replies, mut memory) = (JoinSet::new(), Vec::new());
    for n in 0..changes {
        sleep_until(due(n)).await;
        if start.elapsed().as_secs() >= memory.len() as u64 {
            memory.push(laptop.memory()?);
        }
        let sender = n as usize % SENDERS;
        let (client, item) = (clients[sender].clone(), items[n as usize % ITEMS].clone());
        let status = ["todo", "inprogress", "done"][n as usize % 3];
        replies.spawn(async move {
            let update = json!({"action": "updateStatus", "itemId": item, "status": status});
            let reply = client.ask(update).await?;
            let version = reply["response"]["Attributes"]["version"].as_u64()?;
            Some(Change {
                item,
                version,
                sender,
            })
        });
    }
    let replies = replies.join_all().await;
    let late = due(changes).elapsed();
    let acknowledged: Vec<_> = replies.into_iter().flatten().collect();

    let ended = Instant::now();
    // By the first one a client learns that it has missed something, and comes back; the second waits for that.
    for _ in 0..2 {
        stream::iter(&clients)
            .for_each_concurrent(AT_ONCE, Client::heartbeat)
            .await;
    }
    let heartbeats = ended.elapsed();
    let stored = Client::connect(url).await?.heard();
    let heard: Vec<_> = clients.iter().map(Client::heard).collect();
    Ok(Outcome {
        unknown: changes as usize - acknowledged.len(),
        late,
        memory,
        undelivered: laptop.undelivered(),
        lost: lost(&acknowledged, &stored, &heard),
        duplicated: heard.iter().map(|client| client.duplicates).sum(),
        wrong: heard
            .iter()
            .filter(|client| client.versions != stored.versions)
            .count(),
        closed: heard.iter().map(|client| client.closed).sum(),
        heartbeats,
        acknowledged: acknowledged.len(),
    })
}

fn lost(acknowledged: &[Change], stored: &Heard, heard: &[Heard]) -> usize {
    let of_change = |change: &Change| {
        let is_stored = stored.versions.get(&change.item) >= Some(&change.version);
        let missed = heard.iter().enumerate().filter(|(at, client)| {
            // Whoever was closed has read the board again instead.
            let must_hear = client.closed == 0 && *at != change.sender;
            let event = (change.item.clone(), change.version);
            must_hear && !client.events.contains(&event)
        });
        usize::from(!is_stored) + missed.count()
    };
    acknowledged.iter().map(of_change).sum()
}

/// A crowd and a rate, for a minute: nobody may lose anything, and memory must not grow.
///
/// # Errors
/// It could not be tried.
pub async fn steady(executable: &Path, size: usize, rate: f64) -> Result<Row> {
    let outcome = load(executable, &[], size, rate, 60).await?;
    let mean = |memory: &[f64]| memory.iter().sum::<f64>() / memory.len() as f64;
    let memory = &outcome.memory;
    let (first, last) = (mean(&memory[..10]), mean(&memory[memory.len() - 10..]));
    Ok(Row {
        test: format!("{size} connections on one board, {rate} changes/s for 60 s"),
        figure: format!(
            "{} changes, {} events: {} lost, {} duplicated, {} clients wrong, {} closed, {} without an answer; last reply {:.1} s after it was due; memory {first:.0} → {last:.0} MB",
            outcome.acknowledged,
            outcome.acknowledged * (size - 1),
            outcome.lost,
            outcome.duplicated,
            outcome.wrong,
            outcome.closed,
            outcome.unknown,
            outcome.late.as_secs_f64(),
        ),
        holds: outcome.is_spotless() && last <= 1.1 * first,
    })
}

/// The highest rate of which nobody loses anything and no reply comes late.
///
/// # Errors
/// It could not be tried.
pub async fn limit(executable: &Path, size: usize) -> Result<Row> {
    const RATES: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0];
    let mut carried = 0.0;
    let mut broke = "it carries all that were tried".to_owned();
    for rate in RATES {
        // Each on a laptop of its own: what one leaves behind must not weigh on the next.
        let outcome = load(executable, &[], size, rate, 12).await?;
        let late = outcome.late.as_secs_f64();
        if !outcome.is_spotless() || late > 2.0 {
            broke = format!(
                "at {rate}/s: {} closed, {} without an answer, last reply {late:.1} s after it was due, {} lost, {} wrong",
                outcome.closed, outcome.unknown, outcome.lost, outcome.wrong,
            );
            break;
        }
        carried = rate;
    }
    Ok(Row {
        test: format!("{size} connections, the highest rate that this machine carries so"),
        figure: format!(
            "{carried} changes/s, {:.0} events/s; {broke}",
            carried * (size - 1) as f64
        ),
        holds: carried >= 3.0,
    })
}

/// More events than the account may send: who misses one is closed or loses its rows, and all are right a heartbeat later.
///
/// # Errors
/// It could not be tried.
pub async fn beyond_quota(executable: &Path) -> Result<Row> {
    let quota = ["--account-rate", "2000", "--account-burst", "2000"];
    let outcome = load(executable, &quota, 1_000, 4.0, 30).await?;
    Ok(Row {
        test: "1,000 connections, 4 changes/s for 30 s, account quota 2,000/s".to_owned(),
        figure: format!(
            "{} changes acknowledged, {} without an answer; {} events undelivered, {} times closed; {} clients wrong after a heartbeat ({:.1} s), {} events lost without a word",
            outcome.acknowledged,
            outcome.unknown,
            outcome.undelivered,
            outcome.closed,
            outcome.wrong,
            outcome.heartbeats.as_secs_f64(),
            outcome.lost,
        ),
        holds: outcome.wrong + outcome.lost == 0,
    })
}
