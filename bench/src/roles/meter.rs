//! A proxy before the database that counts calls, connections and the capacity that the database says they took.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What was asked of the database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Calls by operation.
    pub calls: BTreeMap<String, u64>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Connections that were opened.
    pub connections: u64,
}

#[derive(Clone)]
pub(super) struct Meter {
    usage: Arc<Mutex<Usage>>,
    client: Client<HttpConnector, Full<Bytes>>,
    behind: SocketAddr,
}

impl Meter {
    pub(super) async fn start(behind: SocketAddr) -> Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let meter = Self {
            usage: Arc::default(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            behind,
        };
        let serving = meter.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.count(|usage| usage.connections += 1);
                let meter = serving.clone();
                let service = service_fn(move |request| meter.clone().pass(request));
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Ok((meter, address))
    }

    /// What was counted since the last time.
    pub(super) fn take(&self) -> Usage {
        let mut taken = Usage::default();
        self.count(|usage| std::mem::swap(usage, &mut taken));
        taken
    }

    fn count(&self, count: impl FnOnce(&mut Usage)) {
        count(&mut self.usage.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn pass(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let answer = self.forward(request).await;
        Ok(answer.unwrap_or_else(|error| {
            let mut answer = Response::new(Full::from(error.to_string()));
            *answer.status_mut() = hyper::StatusCode::BAD_GATEWAY;
            answer
        }))
    }

    async fn forward(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let mut body: Value = serde_json::from_slice(&body.collect().await?.to_bytes())?;
        let operation = head.headers.get("x-amz-target");
        let operation = operation.and_then(|target| target.to_str().ok()?.rsplit('.').next());
        let operation = operation.unwrap_or("none").to_owned();
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        head.uri = format!("http://{}/", self.behind).parse()?;
        head.headers.remove(hyper::header::CONTENT_LENGTH);
        let request = Request::from_parts(head, Full::from(body.to_string()));
        let (head, body) = self.client.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        let units = units(&serde_json::from_slice(&body)?);
        self.count(|usage| {
            match operation.as_str() {
                "Query" | "Scan" | "GetItem" | "BatchGetItem" => usage.read_units += units,
                _ => usage.write_units += units,
            }
            *usage.calls.entry(operation).or_default() += 1;
        });
        Ok(Response::from_parts(head, Full::from(body)))
    }
}

fn units(answer: &Value) -> f64 {
    let of = |capacity: &Value| capacity["CapacityUnits"].as_f64().unwrap_or_default();
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(of).sum(),
        table => of(table),
    }
}
