//! An embedded DynamoDB behind a proxy that injects faults.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use testkit::http_server::{Answer, Backend, Dropped, Request, Server, answer};
use tokio::net::TcpListener;

use super::{ITEMS, USERS};

/// What happens to one request.
pub enum Fault {
    /// 400 `ProvisionedThroughputExceededException`; nothing is done.
    Throttle,
    /// 500; nothing is done.
    ServerError,
    /// 400 `AccessDeniedException`; nothing is done.
    AccessDenied,
    /// The connection breaks; nothing is done.
    Lost,
    /// It is done, then the connection breaks.
    AnswerLost,
    /// It is done, but no answer comes.
    Silence,
    /// It is done, and answered after so long.
    Slow(Duration),
    /// 200, but every row of the batch is left unprocessed.
    Unprocessed,
    /// All rows of the batch are written but the last, which is left unprocessed.
    LastUnprocessed,
    /// Something else happens first; then it is done and answered.
    After(Box<dyn FnOnce(&dynoxide::Database) + Send>),
    /// It is done; then something else happens; then it is answered.
    Before(Box<dyn FnOnce(&dynoxide::Database) + Send>),
}

type Faults = Arc<Mutex<VecDeque<(String, Fault)>>>;
pub type Journal = Arc<Mutex<Vec<String>>>;

pub struct Database {
    pub proxy: Server,
    pub tables: dynoxide::Database,
    faults: Faults,
    journal: Journal,
    backend: tokio::task::JoinHandle<()>,
}

impl Database {
    pub async fn start(journal: Journal) -> Self {
        let tables = dynoxide::Database::memory().unwrap();
        for (table, hash, range) in [
            (ITEMS, "boardId", "itemId"),
            (USERS, "topic", "connectionId"),
        ] {
            let request = json!({
                "TableName": table,
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}],
                "AttributeDefinitions": [
                    {"AttributeName": hash, "AttributeType": "S"},
                    {"AttributeName": range, "AttributeType": "S"},
                ],
            });
            tables
                .create_table(serde_json::from_value(request).unwrap())
                .unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let backend = tokio::spawn(dynoxide::server::serve_on(listener, tables.clone()));
        let backend_of_proxy = Backend::new(address);
        let faults = Faults::default();
        let (queue, log, behind) = (Arc::clone(&faults), Arc::clone(&journal), tables.clone());
        let proxy = Server::start(None, move |request| {
            let action = action(&request);
            log.lock().unwrap().push(action.clone());
            let fault = take(&queue, &action);
            let (backend, behind) = (backend_of_proxy.clone(), behind.clone());
            let forward = async move |request| backend.forward(request).await;
            async move {
                match fault {
                    None => Ok(forward(request).await),
                    Some(Fault::Throttle) => refusal(400, "ProvisionedThroughputExceededException"),
                    Some(Fault::ServerError) => refusal(500, "InternalServerError"),
                    Some(Fault::AccessDenied) => refusal(400, "AccessDeniedException"),
                    Some(Fault::Lost) => Err(Dropped),
                    Some(Fault::AnswerLost) => {
                        forward(request).await;
                        Err(Dropped)
                    }
                    Some(Fault::Silence) => {
                        forward(request).await;
                        tokio::time::sleep(Duration::from_secs(60)).await;
                        Err(Dropped)
                    }
                    Some(Fault::Slow(time)) => {
                        let answer = forward(request).await;
                        tokio::time::sleep(time).await;
                        Ok(answer)
                    }
                    Some(Fault::Unprocessed) => {
                        let body: Value = serde_json::from_slice(request.body()).unwrap();
                        let left = json!({"UnprocessedItems": body["RequestItems"]});
                        answer(
                            200,
                            &[("content-type", "application/x-amz-json-1.0")],
                            left.to_string(),
                        )
                    }
                    Some(Fault::LastUnprocessed) => {
                        let mut body: Value = serde_json::from_slice(request.body()).unwrap();
                        let rows = body["RequestItems"][USERS].as_array_mut().unwrap();
                        let last = rows.pop().unwrap();
                        let mut request = request;
                        *request.body_mut() = body.to_string().into();
                        forward(request).await;
                        let left = json!({"UnprocessedItems": {USERS: [last]}});
                        answer(
                            200,
                            &[("content-type", "application/x-amz-json-1.0")],
                            left.to_string(),
                        )
                    }
                    Some(Fault::Before(happens)) => {
                        let answer = forward(request).await;
                        happens(&behind);
                        Ok(answer)
                    }
                    Some(Fault::After(happens)) => {
                        happens(&behind);
                        Ok(forward(request).await)
                    }
                }
            }
        });
        let proxy = proxy.await.unwrap();
        Self {
            proxy,
            tables,
            faults,
            journal,
            backend,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.proxy.address)
    }

    /// The next request of that action meets that fault; several faults are met one after the other.
    pub fn fail(&self, action: &str, fault: Fault) {
        self.faults
            .lock()
            .unwrap()
            .push_back((action.to_owned(), fault));
    }

    pub fn fail_times(&self, times: usize, action: &str, fault: fn() -> Fault) {
        for _ in 0..times {
            self.fail(action, fault());
        }
    }

    pub fn forget_faults(&self) {
        self.faults.lock().unwrap().clear();
    }

    /// All faults that were not met.
    pub fn faults_left(&self) -> usize {
        self.faults.lock().unwrap().len()
    }

    /// What has been asked of the database and of `@connections` since it was last looked at, in order.
    pub fn journal(&self) -> Vec<String> {
        std::mem::take(&mut *self.journal.lock().unwrap())
    }

    /// The journal itself, for others to write to.
    pub fn shared_journal(&self) -> Journal {
        Arc::clone(&self.journal)
    }

    pub fn put(&self, table: &str, item: Value) {
        put(&self.tables, table, item);
    }

    /// Both rows of a connection of the board `default` that was made a minute ago.
    pub fn put_connection(&self, id: &str, format: &str, now: u64) {
        for topic in ["board/default", &format!("connection/{id}")] {
            let row = json!({"topic": {"S": topic}, "connectionId": {"S": id}, "board": {"S": "default"},
                "connectedAt": {"N": (now - 60_000).to_string()}, "format": {"S": format}, "events": {"S": "delta"},
                "expiresAt": {"N": (now / 1_000 + 60).to_string()}});
            self.put(USERS, row);
        }
    }

    pub fn delete_connection_rows(&self, board: &str, id: &str) {
        for topic in [format!("board/{board}"), format!("connection/{id}")] {
            self.delete_connection_row(&topic, id);
        }
    }

    pub fn delete_connection_row(&self, topic: &str, id: &str) {
        let request =
            json!({"TableName": USERS, "Key": {"topic": {"S": topic}, "connectionId": {"S": id}}});
        self.tables
            .delete_item(serde_json::from_value(request).unwrap())
            .unwrap();
    }

    /// Every row of a table, as DynamoDB JSON.
    pub fn rows(&self, table: &str) -> Vec<Value> {
        rows(&self.tables, table)
    }

    /// Topics of the rows of a connection.
    pub fn topics(&self, id: &str) -> Vec<String> {
        let rows = self.rows(USERS);
        let mut topics: Vec<_> = rows
            .iter()
            .filter(|row| row["connectionId"]["S"] == id)
            .map(|row| row["topic"]["S"].as_str().unwrap().to_owned())
            .collect();
        topics.sort();
        topics
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.backend.abort();
    }
}

pub fn rows(tables: &dynoxide::Database, table: &str) -> Vec<Value> {
    let request = json!({"TableName": table});
    let response = tables
        .scan(serde_json::from_value(request).unwrap())
        .unwrap();
    serde_json::to_value(response).unwrap()["Items"]
        .as_array()
        .unwrap()
        .clone()
}

pub fn put(tables: &dynoxide::Database, table: &str, item: Value) {
    let request = json!({"TableName": table, "Item": item});
    tables
        .put_item(serde_json::from_value(request).unwrap())
        .unwrap();
}

fn action(request: &Request) -> String {
    let target = request
        .headers()
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .unwrap_or_default();
    let action = target.rsplit('.').next().unwrap_or_default();
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let topic = body["ExpressionAttributeValues"][":topic"]["S"].as_str();
    let what = match (
        topic.map(|topic| topic.split('/').next().unwrap_or_default()),
        body["Select"].as_str(),
    ) {
        (Some(kind), Some("COUNT")) => format!(" count {kind}"),
        (Some(kind), _) => format!(" {kind}"),
        (None, _) => String::new(),
    };
    // A read that may be stale shows in every journal, and no test expects it.
    let stale = if action == "Query" && body["ConsistentRead"] != true {
        " stale"
    } else {
        ""
    };
    let signed = if request.headers().contains_key("authorization") {
        ""
    } else {
        " unsigned"
    };
    format!("{action}{what}{stale}{signed}")
}

fn take(faults: &Faults, action: &str) -> Option<Fault> {
    let mut faults = faults.lock().unwrap();
    let at = faults.iter().position(|(wanted, _)| wanted == action)?;
    faults.remove(at).map(|(_, fault)| fault)
}

fn refusal(status: u16, kind: &str) -> Answer {
    let body = json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "as the test wants it"});
    let headers = [
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amzn-requestid", "REFUSED"),
    ];
    answer(status, &headers, body.to_string())
}
