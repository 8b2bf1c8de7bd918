//! DynamoDB in this process: an embedded database behind the service's own HTTP interface.

use super::table::{DatabaseError, TableDeclaration, check_keys, create_input, ttl_changes};
use dynoxide::{
    Database,
    actions::{
        create_table::CreateTableRequest, describe_table::DescribeTableRequest,
        describe_time_to_live::DescribeTimeToLiveRequest,
        update_time_to_live::UpdateTimeToLiveRequest,
    },
};
use gateway::Clock;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, UNIX_EPOCH},
};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

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
    endpoint: String,
    stop: Arc<Notify>,
    serve: Mutex<Option<JoinHandle<()>>>,
    sweep: JoinHandle<()>,
}

impl DynamoDb {
    /// Opens the database and serves it on a free port of 127.0.0.1.
    ///
    /// Items expire by that clock where the tables are in memory; in a file, the database engine has no clock but the machine's.
    pub async fn start(storage: &Storage, clock: Clock) -> Result<Self, DatabaseError> {
        let database = open(storage, &clock)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
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
            endpoint,
            stop,
            serve: Mutex::new(Some(serve)),
            sweep,
        })
    }

    /// The base URL of the HTTP interface.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A handle that makes tables and looks into them.
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

/// Makes tables, as the control plane of DynamoDB does, and looks into them.
#[derive(Clone)]
pub struct Tables(Database);

impl Tables {
    /// The names of all tables.
    pub fn names(&self) -> Result<Vec<String>, DatabaseError> {
        let (mut names, mut start) = (Vec::new(), Value::Null);
        loop {
            let list = request(json!({"ExclusiveStartTableName": start}))?;
            let mut page = answer(&self.0.list_tables(list).map_err(|e| refused(&e))?)?;
            if let Value::Array(page) = page["TableNames"].take() {
                names.extend(page.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            start = page["LastEvaluatedTableName"].take();
            if start.is_null() {
                return Ok(names);
            }
        }
    }

    /// A copy of all tables, in memory, with a server of its own.
    pub(crate) async fn copy(&self) -> Result<DynamoDb, DatabaseError> {
        let copy = DynamoDb::start(&Storage::Memory, Clock::new()).await?;
        let (source, target) = (self.clone(), copy.tables());
        let copied = tokio::task::spawn_blocking(move || source.copy_into(&target));
        copied
            .await
            .map_err(|e| DatabaseError::Refused(e.to_string()))??;
        Ok(copy)
    }

    fn copy_into(&self, target: &Self) -> Result<(), DatabaseError> {
        for name in self.names()? {
            let described = self.0.describe_table(request(json!({"TableName": name}))?);
            let described = answer(&described.map_err(|e| refused(&e))?)?;
            let create = request(json!({
                "TableName": name,
                "KeySchema": described["Table"]["KeySchema"],
                "AttributeDefinitions": described["Table"]["AttributeDefinitions"],
                "BillingMode": "PAY_PER_REQUEST",
            }))?;
            target.0.create_table(create).map_err(|e| refused(&e))?;
            for row in self.rows(&name)? {
                let put = request(json!({"TableName": name, "Item": row}))?;
                target.0.put_item(put).map_err(|e| refused(&e))?;
            }
        }
        Ok(())
    }

    /// Every row of a table, as DynamoDB JSON, whatever has expired included.
    pub fn rows(&self, table: &str) -> Result<Vec<Value>, DatabaseError> {
        let (mut rows, mut start) = (Vec::new(), Value::Null);
        loop {
            let mut scan = json!({"TableName": table, "ConsistentRead": true});
            if !start.is_null() {
                scan["ExclusiveStartKey"] = start;
            }
            let page = self.0.scan(request(scan)?).map_err(|e| refused(&e))?;
            let mut page = answer(&page)?;
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
    pub fn sweep(&self) -> Result<usize, DatabaseError> {
        self.0.sweep_ttl().map_err(|e| refused(&e))
    }

    /// Makes a table, unless it is there, and lets its items expire by the attribute declared, or no more.
    pub fn create(&self, table: &TableDeclaration) -> Result<(), DatabaseError> {
        if self.names()?.contains(&table.name) {
            let describe: DescribeTableRequest = request(json!({"TableName": table.name}))?;
            let described = self.0.describe_table(describe).map_err(|e| refused(&e))?;
            check_keys(&answer(&described)?, table)?;
        } else {
            let create: CreateTableRequest = request(create_input(table))?;
            self.0.create_table(create).map_err(|e| refused(&e))?;
        }
        let describe: DescribeTimeToLiveRequest = request(json!({"TableName": table.name}))?;
        let now = self
            .0
            .describe_time_to_live(describe)
            .map_err(|e| refused(&e))?;
        let now = serde_json::to_value(now).map_err(|e| DatabaseError::Refused(e.to_string()))?;
        for change in ttl_changes(&now, table) {
            let update: UpdateTimeToLiveRequest = request(change)?;
            self.0
                .update_time_to_live(update)
                .map_err(|e| refused(&e))?;
        }
        Ok(())
    }
}

fn open(storage: &Storage, clock: &Clock) -> Result<Database, DatabaseError> {
    match storage {
        Storage::Memory => {
            let clock = Arc::new(Moved(clock.clone()));
            Database::memory_with_clock(clock).map_err(|e| refused(&e))
        }
        Storage::File(path) => {
            let unreadable = |problem: String| DatabaseError::Unreadable {
                path: path.clone(),
                problem,
            };
            let name = path
                .to_str()
                .ok_or_else(|| unreadable("its path is not UTF-8".into()))?;
            Database::new(name).map_err(|e| unreadable(e.to_string()))
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

/// Control-plane requests are built from JSON, the interface that DynamoDB documents.
fn request<T: DeserializeOwned>(body: Value) -> Result<T, DatabaseError> {
    serde_json::from_value(body).map_err(|e| DatabaseError::Refused(e.to_string()))
}

fn answer(answer: &impl Serialize) -> Result<Value, DatabaseError> {
    serde_json::to_value(answer).map_err(|e| DatabaseError::Refused(e.to_string()))
}

fn refused(error: &dynoxide::DynoxideError) -> DatabaseError {
    DatabaseError::Refused(error.to_string())
}
