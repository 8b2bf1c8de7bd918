//! DynamoDB in memory, by two ways, of which one counts calls, connections and the capacity that the database says they took.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use hyper::Response;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use testkit::http_server::{Answer, Backend, Request, Server};
use tokio::net::TcpListener;

use crate::events;
use crate::rows;

/// What was asked of the database.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// The calls: operations with their inputs.
    pub calls: Vec<(String, Value)>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Connections that were opened.
    pub connections: u64,
}

/// A running database.
pub struct Database {
    tables: dynoxide::Database,
    direct: SocketAddr,
    meter: Server,
    usage: Arc<Mutex<Usage>>,
}

impl Database {
    pub(crate) async fn start() -> Result<Self> {
        let tables = dynoxide::Database::memory().map_err(|error| anyhow::anyhow!("{error}"))?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let direct = listener.local_addr()?;
        tokio::spawn(dynoxide::server::serve_on(listener, tables.clone()));
        let usage = Arc::<Mutex<Usage>>::default();
        let (backend, counted) = (Backend::new(direct), Arc::clone(&usage));
        let meter = Server::start(None, move |request| {
            let (backend, counted) = (backend.clone(), Arc::clone(&counted));
            async move { pass(request, &backend, &counted).await }
        });
        Ok(Self {
            tables,
            direct,
            meter: meter.await?,
            usage,
        })
    }

    /// Its endpoint; a metered one costs time.
    pub fn url(&self, metered: bool) -> String {
        let address = match metered {
            true => self.meter.address,
            false => self.direct,
        };
        format!("http://{address}")
    }

    /// What the meter has counted since the last time.
    pub fn take(&self) -> Usage {
        Usage {
            connections: self.meter.newly_accepted(),
            ..std::mem::take(&mut *lock(&self.usage))
        }
    }

    /// Makes all tables anew: so many items on the board, and others besides the sender, of which one more may be [gone](crate::rows::GONE).
    pub fn seed(&self, items: usize, others: usize, is_one_gone: bool) -> Result<()> {
        for table in rows::tables() {
            let name = &table["TableName"];
            // There is none the first time.
            let _ = (self.tables).delete_table(request(json!({"TableName": name}))?);
            let created = self.tables.create_table(request(table.clone())?);
            created.map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        }
        for (table, row) in rows::all(items, others, is_one_gone, events::now()) {
            let put = json!({"TableName": table, "Item": row});
            let put = self.tables.put_item(request(put)?);
            put.map_err(|error| anyhow::anyhow!("{table}: {error}"))?;
        }
        Ok(())
    }
}

/// Passes a request on, and counts it.
async fn pass(mut request: Request, backend: &Backend, usage: &Mutex<Usage>) -> Answer {
    let target = request.headers().get("x-amz-target");
    let operation = target.and_then(|target| target.to_str().ok()?.rsplit('.').next());
    let operation = operation.unwrap_or("none").to_owned();
    let input: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    if input.is_object() {
        let mut body = input.clone();
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        *request.body_mut() = body.to_string().into();
    }
    let (head, body) = backend.forward(request).await.into_parts();
    let units = units(&body);
    let mut usage = lock(usage);
    match operation.as_str() {
        "Query" | "Scan" | "GetItem" | "BatchGetItem" => usage.read_units += units,
        _ => usage.write_units += units,
    }
    usage.calls.push((operation, input));
    Ok(Response::from_parts(head, body))
}

/// The capacity that an answer says it took.
fn units(answer: &[u8]) -> f64 {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let of = |capacity: &Value| capacity["CapacityUnits"].as_f64().unwrap_or_default();
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(of).sum(),
        table => of(table),
    }
}

fn request<T: DeserializeOwned>(body: Value) -> Result<T> {
    serde_json::from_value(body).context("a request that the database does not take")
}

fn lock(usage: &Mutex<Usage>) -> MutexGuard<'_, Usage> {
    usage.lock().unwrap_or_else(PoisonError::into_inner)
}
