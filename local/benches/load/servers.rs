//! The servers under load, each a process.

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use gateway::{AccountQuota, Api, Gateway, IntegrationError, Route};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env, fmt, fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::Arc,
};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

/// Where the stack lies whose caps and throttles let all pass that is sent here.
const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bare,
    Gateway,
    Laptop,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Bare, Self::Gateway, Self::Laptop];

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.to_string() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bare => "bare",
            Self::Gateway => "gateway",
            Self::Laptop => "laptop",
        })
    }
}

pub struct Server {
    process: Child,
    /// Where clients connect.
    pub url: String,
    /// Where posts go, with an id appended.
    pub connections_url: String,
}

impl Server {
    pub fn start(kind: Kind) -> Self {
        let mut command = match kind {
            Kind::Laptop => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
                command.current_dir(PROJECT).args([
                    "--stack=endurance",
                    "--in-memory",
                    "--port=0",
                    "--json",
                    "--account-rate=1000000",
                    "--account-burst=1000000",
                    "--account-connections=1000000",
                ]);
                command
            }
            Kind::Bare | Kind::Gateway => {
                let mut command = Command::new(env::current_exe().unwrap());
                command.arg(kind.to_string());
                command
            }
        };
        let mut process = command
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let outputs: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| outputs[name].as_str().unwrap().to_owned();
        Self {
            process,
            url: text("websocketUrl"),
            connections_url: text("connectionsUrl"),
        }
    }

    /// Proportional set size of the server itself, without its sandboxes, in KB.
    pub fn memory(&self) -> u64 {
        let rollup = format!("/proc/{}/smaps_rollup", self.process.id());
        let rollup = fs::read_to_string(rollup).unwrap();
        let line = rollup.lines().find(|line| line.starts_with("Pss:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1);
        kilobytes.unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves as one of these kinds, until it is killed.
pub async fn serve(kind: Kind) {
    match kind {
        Kind::Bare => {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            announce(listener.local_addr().unwrap());
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(async move {
                    // One that leaves without a word is none of our concern.
                    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
                        return;
                    };
                    while let Some(Ok(Message::Text(text))) = socket.next().await {
                        let _ = socket.send(Message::Text(text)).await;
                    }
                });
            }
        }
        Kind::Gateway => {
            let bound = gateway::bind("127.0.0.1:0").await.unwrap();
            let address = bound.address();
            let _running = Gateway::new(api(address))
                .with_account_quota(AccountQuota::UNLIMITED)
                .serve(bound);
            announce(address);
            std::future::pending().await
        }
        Kind::Laptop => unreachable!("the laptop has an executable of its own"),
    }
}

fn api(address: SocketAddr) -> Api {
    let echo = |event: Bytes| async move {
        let event: Value = serde_json::from_slice(&event).expect("events are JSON");
        // A client that asks who it is learns its id, as on the laptop.
        let id = &event["requestContext"]["connectionId"];
        let body = json!({"connectionId": id}).to_string();
        let answer = json!({"statusCode": 200, "body": body}).to_string();
        Ok::<Bytes, IntegrationError>(answer.into())
    };
    Api {
        id: "abcd123456".to_owned(),
        domain_name: address.to_string(),
        execution_arn: "arn:aws:execute-api:eu-north-1:000000000000:abcd123456".to_owned(),
        stage: "production".to_owned(),
        route_selection: "$request.body.action".parse().unwrap(),
        authorizer: None,
        routes: BTreeMap::from([("$default".to_owned(), Route::two_way(Arc::new(echo)))]),
    }
}

/// Tells where it serves, as the laptop does.
fn announce(address: SocketAddr) {
    let url = |scheme, path| format!("{scheme}://{address}/production{path}");
    println!(
        "{}",
        json!({"websocketUrl": url("ws", ""), "connectionsUrl": url("http", "/@connections")})
    );
}
