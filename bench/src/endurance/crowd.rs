//! Many connections on one board, and changes at a rate.

use super::{
    Row,
    client::{Client, Heard},
    laptop::Laptop,
};
use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, future::join_all, stream};
use serde_json::{Value, json};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{sleep, sleep_until},
};

/// Items that are moved about.
const ITEMS: usize = 40;

/// Handshakes under way at a time.
const HANDSHAKES: usize = 16;

/// Connections that send the changes, in turn.
const SENDERS: usize = 20;

/// What came of some load.
struct Outcome {
    /// Changes that were acknowledged: item, version and the number of their sender.
    acknowledged: Vec<(String, u64, usize)>,
    /// Changes whose outcome their senders do not know.
    unknown: usize,
    /// How long after the last change was due its reply came.
    late: Duration,
    /// Memory of the laptop, over the first and the last ten seconds, MB.
    memory: (f64, f64),
}

struct Crowd {
    laptop: Laptop,
    clients: Vec<Client>,
    items: Vec<String>,
}

impl Crowd {
    async fn gather(executable: &Path, size: usize, arguments: &[&str]) -> Result<Self> {
        let common = ["--in-memory", "--account-connections", "5000"];
        let laptop = Laptop::start(executable, common.iter().chain(arguments)).await?;
        let url = laptop.board("crowd");
        let first = Client::connect(url.clone()).await?;
        let mut items = Vec::new();
        for n in 0..ITEMS {
            let create =
                json!({"action": "createItem", "title": format!("Item {n}"), "status": "todo"});
            let reply = first.ask(create).await.context("no reply to a create")?;
            let id = reply["item"]["itemId"]
                .as_str()
                .context("no item was made")?;
            items.push(id.to_owned());
        }
        let others = stream::iter(1..size)
            .map(|_| Client::connect(url.clone()))
            .buffer_unordered(HANDSHAKES);
        let others: Vec<Result<Client>> = others.collect().await;
        let mut clients = vec![first];
        for other in others {
            clients.push(other?);
        }
        Ok(Self {
            laptop,
            clients,
            items,
        })
    }

    /// Changes items at a rate for some seconds, and waits for every reply.
    async fn load(&self, rate: f64, seconds: u32) -> Result<Outcome> {
        let start = tokio::time::Instant::now();
        let changes = (rate * f64::from(seconds)) as u32;
        let mut replies = JoinSet::new();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let mut second = 0;
        for n in 0..changes {
            let due = Duration::from_secs_f64(f64::from(n) / rate);
            sleep_until(start + due).await;
            while f64::from(second) <= due.as_secs_f64() {
                if second < 10 {
                    first.push(self.laptop.memory()?);
                }
                if second + 10 >= seconds {
                    last.push(self.laptop.memory()?);
                }
                second += 1;
            }
            let sender = n as usize % SENDERS.min(self.clients.len());
            let client = self.clients[sender].clone();
            let item = self.items[n as usize % ITEMS].clone();
            let status = ["todo", "inprogress", "done"][n as usize % 3];
            replies.spawn(async move {
                let update = json!({"action": "updateStatus", "itemId": item, "status": status});
                let reply = client.ask(update).await;
                let version = version(reply.as_ref());
                version.map(|version| (item, version, sender))
            });
        }
        let due = start.into_std() + Duration::from_secs_f64(f64::from(changes) / rate);
        let (mut acknowledged, mut unknown) = (Vec::new(), 0);
        while let Some(reply) = replies.join_next().await {
            match reply? {
                Some(change) => acknowledged.push(change),
                None => unknown += 1,
            }
        }
        let mean = |memory: &[f64]| memory.iter().sum::<f64>() / memory.len().max(1) as f64;
        Ok(Outcome {
            acknowledged,
            unknown,
            late: Instant::now().saturating_duration_since(due),
            memory: (mean(&first), mean(&last)),
        })
    }

    /// What everybody has after a heartbeat, which comes behind all events.
    async fn heard(&self) -> Vec<Heard> {
        stream::iter(&self.clients)
            .map(|client| client.heartbeat())
            .buffer_unordered(HANDSHAKES)
            .collect::<Vec<()>>()
            .await;
        join_all(self.clients.iter().map(Client::heard)).await
    }

    /// The board as a newcomer reads it.
    async fn stored(&self) -> Result<Heard> {
        let newcomer = Client::connect(self.laptop.board("crowd")).await?;
        Ok(newcomer.heard().await)
    }
}

fn version(reply: Option<&Value>) -> Option<u64> {
    reply?["response"]["Attributes"]["version"].as_u64()
}

/// Who has lost what.
struct Judgement {
    lost: usize,
    duplicated: u64,
    wrong: usize,
    closed: u64,
}

impl Judgement {
    /// Nobody has noticed anything but the changes.
    fn is_spotless(&self) -> bool {
        self.lost == 0 && self.duplicated == 0 && self.wrong == 0 && self.closed == 0
    }
}

fn judge(heard: &[Heard], stored: &Heard, acknowledged: &[(String, u64, usize)]) -> Judgement {
    let mut judgement = Judgement {
        lost: 0,
        duplicated: 0,
        wrong: 0,
        closed: 0,
    };
    for (at, client) in heard.iter().enumerate() {
        judgement.duplicated += client.duplicates;
        judgement.closed += client.closed;
        judgement.wrong += usize::from(client.versions != stored.versions);
        // Who was closed has read the board again instead.
        if client.closed == 0 {
            let missed = |(item, version, sender): &&(String, u64, usize)| {
                *sender != at && !client.events.contains(&(item.clone(), *version))
            };
            judgement.lost += acknowledged.iter().filter(missed).count();
        }
    }
    judgement
}

/// A crowd, a rate, so many seconds: nobody may lose anything, and memory must not grow.
///
/// # Errors
/// It could not be tried.
pub async fn steady(executable: &Path, size: usize, rate: f64, seconds: u32) -> Result<Row> {
    let crowd = Crowd::gather(executable, size, &[]).await?;
    let outcome = crowd.load(rate, seconds).await?;
    let heard = crowd.heard().await;
    let judged = judge(&heard, &crowd.stored().await?, &outcome.acknowledged);
    let (first, last) = outcome.memory;
    let holds = judged.is_spotless() && outcome.unknown == 0 && last <= 1.1 * first;
    Ok(Row {
        test: format!("{size} connections on one board, {rate} changes/s for {seconds} s"),
        figure: format!(
            "{} changes, {} events: {} lost, {} duplicated, {} clients wrong, {} closed, {} without an answer; last reply {:.1} s after it was due; memory {first:.0} → {last:.0} MB",
            outcome.acknowledged.len(),
            outcome.acknowledged.len() * (size - 1),
            judged.lost,
            judged.duplicated,
            judged.wrong,
            judged.closed,
            outcome.unknown,
            outcome.late.as_secs_f64(),
        ),
        holds,
    })
}

/// A tenth of a crowd loses its connections at one moment, without a word, while changes are made: nobody else may notice.
///
/// # Errors
/// It could not be tried.
pub async fn gone_at_once(executable: &Path) -> Result<Row> {
    let mut crowd = Crowd::gather(executable, 1_000, &[]).await?;
    let leaving = crowd.clients.split_off(900);
    let leave = async {
        sleep(Duration::from_secs(5)).await;
        drop(leaving);
    };
    let (outcome, ()) = tokio::join!(crowd.load(3.0, 20), leave);
    let outcome = outcome?;
    let heard = crowd.heard().await;
    let judged = judge(&heard, &crowd.stored().await?, &outcome.acknowledged);
    Ok(Row {
        test: "1,000 connections, 3 changes/s for 20 s, 100 of them gone at once after 5 s"
            .to_owned(),
        figure: format!(
            "{} changes acknowledged, {} without an answer; of the 900 others {} closed, {} wrong, {} events lost, {} duplicated; last reply {:.1} s after it was due",
            outcome.acknowledged.len(),
            outcome.unknown,
            judged.closed,
            judged.wrong,
            judged.lost,
            judged.duplicated,
            outcome.late.as_secs_f64(),
        ),
        holds: judged.is_spotless() && outcome.unknown == 0,
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
        // Each on a board and a laptop of its own: what one leaves behind must not weigh on the next.
        let crowd = Crowd::gather(executable, size, &[]).await?;
        let outcome = crowd.load(rate, 12).await?;
        let heard = crowd.heard().await;
        let judged = judge(&heard, &crowd.stored().await?, &outcome.acknowledged);
        let late = outcome.late.as_secs_f64();
        if judged.lost + judged.wrong + outcome.unknown > 0 || judged.closed > 0 || late > 2.0 {
            broke = format!(
                "at {rate}/s: {} closed, {} without an answer, last reply {late:.1} s after it was due, {} lost, {} wrong",
                judged.closed, outcome.unknown, judged.lost, judged.wrong,
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
    let crowd = Crowd::gather(executable, 1_000, &quota).await?;
    let outcome = crowd.load(4.0, 30).await?;
    let ended = Instant::now();
    // Whoever was closed is on its way back; its heartbeat waits for that.
    crowd.heard().await;
    let heard = crowd.heard().await;
    let took = ended.elapsed();
    let stored = crowd.stored().await?;
    let judged = judge(&heard, &stored, &outcome.acknowledged);
    let kept = outcome.acknowledged.iter().all(|(item, version, _)| {
        stored
            .versions
            .get(item)
            .is_some_and(|stored| stored >= version)
    });
    Ok(Row {
        test: "1,000 connections, 4 changes/s for 30 s, account quota 2,000/s".to_owned(),
        figure: format!(
            "{} changes acknowledged, {} without an answer; {} events undelivered, {} times closed; {} clients wrong after a heartbeat ({:.1} s), {} events lost without a word",
            outcome.acknowledged.len(),
            outcome.unknown,
            crowd.laptop.undelivered(),
            judged.closed,
            judged.wrong,
            took.as_secs_f64(),
            judged.lost,
        ),
        holds: judged.wrong == 0 && judged.lost == 0 && kept,
    })
}
