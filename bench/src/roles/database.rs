//! DynamoDB in a process of its own: in memory, on two ports, of which one counts what it is asked.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use dynoxide::Database;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::meter::Meter;
use super::rows::{Seed, TABLES};
use crate::child;

pub use super::meter::Usage;

/// What it says when it serves.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ready {
    /// The database itself.
    pub direct: SocketAddr,
    /// The database behind a meter.
    pub metered: SocketAddr,
}

/// What it can be told.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Empty the tables and fill them with this.
    Seed(Seed),
    /// Say what the meter has counted since the last time.
    Read,
}

/// Plays it.
///
/// # Errors
/// No port, or nobody to listen to.
pub fn play() -> Result<()> {
    let database = Database::memory().map_err(|error| anyhow::anyhow!("{error}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let (ready, meter) = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let direct = listener.local_addr()?;
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        let (meter, metered) = Meter::start(direct).await?;
        anyhow::Ok((Ready { direct, metered }, meter))
    })?;
    child::obey(&ready, |order| {
        Ok(match order {
            Order::Seed(seed) => {
                fill(&database, seed)?;
                Usage::default()
            }
            Order::Read => meter.take(),
        })
    })
}

fn fill(database: &Database, seed: Seed) -> Result<()> {
    for table in TABLES {
        // There is none the first time.
        let _ = database.delete_table(request(json!({"TableName": table.name}))?);
        let keys = [(Some(table.hash), "HASH"), (table.range, "RANGE")];
        let keys = keys
            .iter()
            .filter_map(|(name, kind)| Some(((*name)?, kind)));
        let schema: Vec<_> = keys
            .clone()
            .map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind}))
            .collect();
        let attributes: Vec<_> = keys
            .map(|(name, _)| json!({"AttributeName": name, "AttributeType": "S"}))
            .collect();
        let create = json!({
            "TableName": table.name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": schema,
            "AttributeDefinitions": attributes,
        });
        database
            .create_table(request(create)?)
            .map_err(|error| anyhow::anyhow!("{}: {error}", table.name))?;
    }
    let mut rows = seed.rows().peekable();
    while rows.peek().is_some() {
        let mut batch = serde_json::Map::new();
        // As many as one call may write.
        for (table, row) in rows.by_ref().take(25) {
            let requests = batch.entry(table).or_insert_with(|| json!([]));
            let requests = requests.as_array_mut().expect("it was made one above");
            requests.push(json!({"PutRequest": {"Item": row}}));
        }
        database
            .batch_write_item(request(json!({"RequestItems": batch}))?)
            .map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    Ok(())
}

fn request<T: DeserializeOwned>(body: Value) -> Result<T> {
    serde_json::from_value(body).context("a request that the database does not take")
}
