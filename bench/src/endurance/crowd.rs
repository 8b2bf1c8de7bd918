//! Many connections on one board, and changes at a rate.

use super::{client::Client, laptop::Laptop};
use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use std::{fmt, path::Path, time::Duration};
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

/// How many connections, and what they do.
pub(super) struct Load {
    pub(super) size: usize,
    /// Changes a second.
    pub(super) rate: f64,
    pub(super) seconds: u32,
}

/// What came of it.
pub(super) struct Outcome {
    acknowledged: usize,
    /// Changes whose outcome their senders do not know.
    unknown: usize,
    /// How long after the last change was due its reply came.
    pub(super) late: Duration,
    /// Memory of the laptop in each second, MB.
    pub(super) memory: Vec<f64>,
    /// Events of acknowledged changes that clients on open connections must have heard.
    told: usize,
    /// Those of them that they have not.
    lost: usize,
    /// Events that came more than once.
    twice: usize,
    closed: usize,
}

impl Outcome {
    /// Nobody has noticed anything but the changes.
    pub(super) fn is_spotless(&self) -> bool {
        self.lost + self.twice + self.closed + self.unknown == 0
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} changes, {} without an answer; {} of {} events lost, {} came twice, {} connections closed; last reply {:.1} s after it was due",
            self.acknowledged,
            self.unknown,
            self.lost,
            self.told,
            self.twice,
            self.closed,
            self.late.as_secs_f64(),
        )
    }
}

/// A change that was acknowledged.
struct Change {
    /// Its event brings this version of this item.
    event: (String, u64),
    sender: usize,
}

impl Load {
    /// Gathers a crowd on a laptop, changes items, and compares what everybody has heard.
    pub(super) async fn put_on(&self, executable: &Path) -> Result<Outcome> {
        let laptop = Laptop::start(executable).await?;
        let first = Client::connect(&laptop.board).await?;
        let mut items = Vec::new();
        for _ in 0..ITEMS {
            let create = json!({"action": "createItem", "title": "Moved about", "status": "todo"});
            let reply = first.ask(create).await.context("no reply to a create")?;
            let id = reply["item"]["itemId"].as_str();
            items.push(id.context("no item was made")?.to_owned());
        }
        let mut clients: Vec<_> = stream::iter(1..self.size)
            .map(|_| Client::connect(&laptop.board))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        clients.push(first);

        let start = Instant::now();
        let due = |change: u32| start + Duration::from_secs_f64(f64::from(change) / self.rate);
        let changes = (self.rate * f64::from(self.seconds)) as u32;
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
                let event = (item, version);
                Some(Change { event, sender })
            });
        }
        let replies = replies.join_all().await;
        let late = due(changes).elapsed();
        let acknowledged: Vec<_> = replies.into_iter().flatten().collect();
        // Its answer comes behind all events.
        stream::iter(&clients)
            .for_each_concurrent(AT_ONCE, async |client| {
                client.ask(json!({"action": "test"})).await;
            })
            .await;
        let heard: Vec<_> = clients.iter().map(Client::heard).collect();
        let (mut told, mut lost) = (0, 0);
        for change in &acknowledged {
            for (at, client) in heard.iter().enumerate() {
                // Whoever was closed knows that it must read the board again.
                if at != change.sender && !client.is_closed {
                    told += 1;
                    lost += usize::from(!client.events.contains(&change.event));
                }
            }
        }
        Ok(Outcome {
            unknown: changes as usize - acknowledged.len(),
            late,
            memory,
            told,
            lost,
            twice: heard.iter().map(|client| client.twice).sum(),
            closed: heard.iter().filter(|client| client.is_closed).count(),
            acknowledged: acknowledged.len(),
        })
    }
}
