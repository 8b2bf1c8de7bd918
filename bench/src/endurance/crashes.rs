//! The laptop killed under load, again and again.

use super::{Row, client::Client, laptop::Laptop};
use anyhow::Result;
use serde_json::json;
use std::{
    collections::HashSet,
    ffi::OsStr,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{sync::Notify, task::JoinSet};

const TIMES: usize = 20;
const WRITERS: usize = 4;

/// Kills it 20 times in the middle of creates, and reads after each start that all that were acknowledged are there.
///
/// # Errors
/// It does not start again.
pub async fn twenty(executable: &Path) -> Result<Row> {
    let folder = tempfile::tempdir()?;
    let state = [OsStr::new("--state"), folder.path().as_os_str()];
    let acknowledged: Arc<Mutex<HashSet<String>>> = Arc::default();
    let mut lost = HashSet::new();
    for _ in 0..TIMES {
        let laptop = Laptop::start(executable, state).await?;
        let url = laptop.board("crashes");
        lost.extend(missing(&url, &acknowledged).await?);
        let count = Arc::new(AtomicUsize::new(0));
        let enough = Arc::new(Notify::new());
        let mut writers = JoinSet::new();
        for _ in 0..WRITERS {
            let client = Client::connect(url.clone()).await?;
            let (acknowledged, count, enough) =
                (acknowledged.clone(), count.clone(), enough.clone());
            writers.spawn(async move {
                let create = json!({"action": "createItem", "title": "Kept", "status": "todo"});
                while let Some(reply) = client.ask(create.clone()).await {
                    if let Some(id) = reply["item"]["itemId"].as_str() {
                        let mut all = acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
                        all.insert(id.to_owned());
                        // Another moment each time.
                        if count.fetch_add(1, Ordering::Relaxed) > 30 + all.len() % 50 {
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
    }
    let laptop = Laptop::start(executable, state).await?;
    lost.extend(missing(&laptop.board("crashes"), &acknowledged).await?);
    let all = acknowledged
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .len();
    Ok(Row {
        test: format!("laptop killed {TIMES} times under load"),
        figure: format!(
            "{all} creates acknowledged, {} lost; started again each time",
            lost.len()
        ),
        holds: lost.is_empty(),
    })
}

/// Items that were acknowledged and are not there.
async fn missing(url: &str, acknowledged: &Mutex<HashSet<String>>) -> Result<Vec<String>> {
    let stored = Client::connect(url.to_owned()).await?.heard().await;
    let all = acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
    let missing = all.iter().filter(|id| !stored.live.contains(*id));
    Ok(missing.cloned().collect())
}
