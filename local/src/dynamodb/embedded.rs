//! DynamoDB in this process: an embedded database behind the service's own HTTP interface.

use super::database::{self, Endpoint};
use anyhow::{Context as _, anyhow};
use dynoxide::Database;
use gateway::Clock;
use serde_json::{Value, json};
use std::{
    env, fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, UNIX_EPOCH},
};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use uuid::Uuid;

/// How often items whose time to live is over are deleted. DynamoDB itself takes up to days, which is why readers filter.
const TTL_SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// Where the tables are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In this process only.
    Memory,
    /// In a file, made if it is missing.
    File(PathBuf),
}

/// A running database with the service's HTTP interface on a port of its own.
pub struct DynamoDb {
    database: Database,
    endpoint: Endpoint,
    stop: Arc<Notify>,
    serve: Mutex<Option<JoinHandle<()>>>,
    sweep: JoinHandle<()>,
}

impl DynamoDb {
    /// Opens the database and serves it on a free port of 127.0.0.1.
    ///
    /// Items expire by that clock where the tables are in memory; in a file, the database engine has no clock but the machine's.
    ///
    /// # Errors
    ///
    /// The file is there and is not a database, or there is no port.
    pub async fn start(storage: &Storage, clock: Clock) -> anyhow::Result<Self> {
        let database = open(storage, &clock)?;
        let cannot = "cannot listen on 127.0.0.1 for DynamoDB";
        let listener = TcpListener::bind("127.0.0.1:0").await.context(cannot)?;
        let address = listener.local_addr().context(cannot)?;
        let stop = Arc::new(Notify::new());
        let serve = tokio::spawn({
            let (database, stop) = (database.clone(), stop.clone());
            async move {
                let stopped = async move { stop.notified().await };
                if let Err(problem) =
                    dynoxide::server::serve_with_shutdown(listener, database, stopped).await
                {
                    tracing::error!(problem, "DynamoDB ended");
                }
            }
        });
        let sweep = tokio::spawn(sweep(database.clone(), clock));
        Ok(Self {
            database,
            endpoint: Endpoint::from(address),
            stop,
            serve: Mutex::new(Some(serve)),
            sweep,
        })
    }

    /// Where the HTTP interface is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// A client of the HTTP interface.
    pub fn client(&self) -> database::Database {
        database::Database::embedded(self.endpoint.clone())
    }

    /// A handle on the tables, past the HTTP interface.
    pub fn tables(&self) -> Tables {
        Tables(self.database.clone())
    }

    /// Ends the HTTP interface and closes the database; requests under way get a moment to finish.
    pub async fn shutdown(&self) {
        self.sweep.abort();
        self.stop.notify_one();
        let serve = self
            .serve
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut serve) = serve else {
            return;
        };
        // A keep-alive connection of a client that is gone may hold the server: what was acknowledged is on disk already.
        if tokio::time::timeout(Duration::from_secs(1), &mut serve)
            .await
            .is_err()
        {
            serve.abort();
        }
    }
}

/// The tables, to be looked into and to be copied.
#[derive(Clone)]
pub struct Tables(Database);

impl Tables {
    /// A copy of all tables, in memory, with a server of its own.
    pub(crate) async fn copy(&self) -> anyhow::Result<DynamoDb> {
        let copy = DynamoDb::start(&Storage::Memory, Clock::new()).await?;
        let (source, target) = (self.clone(), copy.tables());
        tokio::task::spawn_blocking(move || source.copy_into(&target)).await??;
        Ok(copy)
    }

    fn copy_into(&self, target: &Self) -> anyhow::Result<()> {
        let snapshot = env::temp_dir().join(format!("{}.sqlite", Uuid::new_v4()));
        let path = snapshot
            .to_str()
            .context("the temporary folder's path is not UTF-8")?;
        let copied = self
            .0
            .vacuum_into(path)
            .and_then(|()| target.0.restore_from(path));
        // It may not have come to be.
        let _ = fs::remove_file(&snapshot);
        Ok(copied?)
    }

    /// The names of all tables.
    ///
    /// # Errors
    ///
    /// The database engine's.
    pub fn names(&self) -> anyhow::Result<Vec<String>> {
        let tables = self.0.table_stats()?.into_iter();
        Ok(tables.map(|table| table.table_name).collect())
    }

    /// Every row of a table, as DynamoDB JSON, whatever has expired included.
    ///
    /// # Errors
    ///
    /// There is no such table.
    pub fn rows(&self, table: &str) -> anyhow::Result<Vec<Value>> {
        let (mut rows, mut start) = (Vec::new(), Value::Null);
        loop {
            let mut scan = json!({"TableName": table, "ConsistentRead": true});
            if !start.is_null() {
                scan["ExclusiveStartKey"] = start;
            }
            let page = self.0.scan(serde_json::from_value(scan)?)?;
            let mut page = serde_json::to_value(page)?;
            if let Value::Array(items) = page["Items"].take() {
                rows.extend(items);
            }
            start = page["LastEvaluatedKey"].take();
            if start.is_null() {
                return Ok(rows);
            }
        }
    }

    /// Deletes what has expired, at once.
    ///
    /// # Errors
    ///
    /// The database engine's.
    pub fn sweep(&self) -> anyhow::Result<usize> {
        Ok(self.0.sweep_ttl()?)
    }
}

fn open(storage: &Storage, clock: &Clock) -> anyhow::Result<Database> {
    match storage {
        Storage::Memory => {
            let clock = Arc::new(Moved(clock.clone()));
            Ok(Database::memory_with_clock(clock)?)
        }
        Storage::File(path) => {
            let opened = match path.to_str() {
                Some(name) => Database::new(name).map_err(|problem| problem.to_string()),
                None => Err("its path is not UTF-8".to_owned()),
            };
            opened.map_err(|problem| anyhow!(
                "cannot open the database {}: {problem}\nDeleting the file starts afresh, without the data that it holds.",
                path.display()
            ))
        }
    }
}
async fn sweep(database: Database, clock: Clock) {
    loop {
        clock.sleep(TTL_SWEEP_INTERVAL).await;
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(deleted)) => tracing::debug!(deleted, "expired items swept"),
            Ok(Err(problem)) => tracing::warn!(%problem, "expired items could not be swept"),
            Err(problem) => tracing::warn!(%problem, "the sweep of expired items failed"),
        }
    }
}

/// The laptop's clock, as the database engine reads one.
struct Moved(Clock);

impl dynoxide::storage_backend::Clock for Moved {
    fn now_unix_secs(&self) -> u64 {
        self.since_epoch().as_secs()
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.since_epoch().as_secs_f64()
    }
}

impl Moved {
    fn since_epoch(&self) -> Duration {
        self.0.now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}
