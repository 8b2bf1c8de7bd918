//! The laptop killed under load, again and again.

use super::{Row, client::Client, laptop::Laptop};
use anyhow::Result;
use serde_json::json;
use std::{
    collections::HashSet,
    ffi::OsStr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Notify, task::JoinSet};

const TIMES: usize = 20;
const WRITERS: usize = 4;

type Ids = HashSet<String>;

/// Kills it 20 times in the middle of creates, and reads after each start that all that were acknowledged are there.
///
/// # Errors
/// It does not start again.
pub async fn twenty(executable: &Path) -> Result<Row> {
    let folder = tempfile::tempdir()?;
    let state = [OsStr::new("--state"), folder.path().as_os_str()];
    let mut acknowledged: Vec<Ids> = Vec::new();
    let mut lost = Ids::new();
    for round in 0..TIMES {
        let laptop = Laptop::start(executable, state).await?;
        lost.extend(missing(&laptop, &acknowledged).await?);
        acknowledged.push(killed_at_work(laptop, round).await?);
    }
    let laptop = Laptop::start(executable, state).await?;
    lost.extend(missing(&laptop, &acknowledged).await?);
    Ok(Row {
        test: format!("laptop killed {TIMES} times under load"),
        figure: format!(
            "{} creates acknowledged, {} lost; started again each time",
            acknowledged.iter().map(Ids::len).sum::<usize>(),
            lost.len()
        ),
        holds: lost.is_empty(),
    })
}

/// A board of a round's own: on another one, the connections that the last kill has left would each be waited for.
fn board(laptop: &Laptop, round: usize) -> String {
    laptop.board(&format!("crashes-{round}"))
}

/// Kills it while writers create items, and returns those that were acknowledged.
async fn killed_at_work(laptop: Laptop, round: usize) -> Result<Ids> {
    let acknowledged: Arc<Mutex<Ids>> = Arc::default();
    let enough = Arc::new(Notify::new());
    // Another moment each time.
    let many = 50 + 7 * round;
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let client = Client::connect(board(&laptop, round)).await?;
        let (acknowledged, enough) = (acknowledged.clone(), enough.clone());
        writers.spawn(async move {
            let create = json!({"action": "createItem", "title": "Kept", "status": "todo"});
            while let Some(reply) = client.ask(create.clone()).await {
                if let Some(id) = reply["item"]["itemId"].as_str() {
                    let mut all = acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
                    all.insert(id.to_owned());
                    if all.len() >= many {
                        enough.notify_one();
                    }
                }
            }
        });
    }
    enough.notified().await;
    laptop.kill().await?;
    // Their clients would try to come back for ever.
    writers.shutdown().await;
    let all = acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(all.clone())
}

/// Items that were acknowledged and are not there.
async fn missing(laptop: &Laptop, acknowledged: &[Ids]) -> Result<Ids> {
    let mut missing = Ids::new();
    for (round, ids) in acknowledged.iter().enumerate() {
        let stored = Client::connect(board(laptop, round)).await?.heard().await;
        missing.extend(ids.difference(&stored.live).cloned());
    }
    Ok(missing)
}
