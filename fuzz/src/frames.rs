//! A socket's bytes.

use bytes::Bytes;
use gateway::{AccountQuota, Api, Gateway, IntegrationError, Route, RouteSelection, Running};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
    time::timeout,
};

/// A handshake as RFC 6455 has it.
const HANDSHAKE: &[u8] = b"GET /production HTTP/1.1\r\nHost: fuzz\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A masked text frame, `{}`, with a mask of zeros.
const EMPTY: &[u8] = &[0x81, 0x82, 0, 0, 0, 0, b'{', b'}'];

/// How long the gateway may take to be done with a socket.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway that is sent anything.
pub struct Sockets {
    runtime: Runtime,
    gateway: Option<Running>,
    address: SocketAddr,
}

/// Whether any thread has panicked: a task of the gateway's would do so without anyone noticing.
static PANICKED: AtomicBool = AtomicBool::new(false);

impl Default for Sockets {
    fn default() -> Self {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICKED.store(true, Ordering::SeqCst);
            hook(panic);
        }));
        // One thread, this one, so that whoever watches coverage sees what an input led to.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let (gateway, address) = runtime.block_on(serve());
        Self {
            runtime,
            gateway: Some(gateway),
            address,
        }
    }
}

async fn serve() -> (Running, SocketAddr) {
    let bound = gateway::bind("127.0.0.1:0").await.expect("there is a port");
    let address = bound.address();
    let reply = |event: Bytes| async move {
        let event: serde_json::Value =
            serde_json::from_slice(&event).expect("an event is JSON, whatever its body");
        assert!(event["requestContext"]["connectionId"].is_string());
        Ok::<_, IntegrationError>(Bytes::from_static(br#"{"statusCode":200,"body":"ok"}"#))
    };
    let routes = ["$connect", "$default", "$disconnect", "createItem"];
    let route = || Route::two_way(Arc::new(reply));
    let api = Api {
        id: "fuzz".to_owned(),
        domain_name: address.to_string(),
        execution_arn: "arn:aws:execute-api:eu-north-1:000000000000:fuzz".to_owned(),
        stage: "production".to_owned(),
        route_selection: "$request.body.action"
            .parse::<RouteSelection>()
            .expect("AWS's own example"),
        authorizer: None,
        routes: routes
            .map(|key| (key.to_owned(), route()))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
    };
    // What is refused because it comes too soon is not looked at.
    let gateway = Gateway::new(api)
        .with_account_quota(AccountQuota::UNLIMITED)
        .serve(bound);
    (gateway, address)
}

impl Sockets {
    /// Sends bytes: behind a handshake, or in place of one if the first byte is odd. The gateway must be done with the socket
    /// when its peer is, and go on serving others.
    ///
    /// # Panics
    /// It is not, it does not, or something has panicked.
    pub fn send(&self, bytes: &[u8]) {
        let (handshake, rest) = match bytes.split_first() {
            Some((first, rest)) if first % 2 == 1 => (&[][..], rest),
            Some((_, rest)) => (HANDSHAKE, rest),
            None => (HANDSHAKE, bytes),
        };
        self.runtime.block_on(async {
            exchange(self.address, &[handshake, rest].concat()).await;
        });
        assert!(!PANICKED.load(Ordering::SeqCst), "something has panicked");
    }

    /// Proves that it serves: a message is replied to.
    ///
    /// # Panics
    /// It is not.
    pub fn serves(&self) {
        let heard = self.runtime.block_on(async {
            let mut socket = TcpStream::connect(self.address).await.expect("it listens");
            socket
                .write_all(&[HANDSHAKE, EMPTY].concat())
                .await
                .expect("it reads");
            let mut heard = Vec::new();
            let reply = async {
                while !heard.ends_with(&[0x81, 2, b'o', b'k']) {
                    if socket.read_buf(&mut heard).await.expect("it answers") == 0 {
                        break;
                    }
                }
            };
            timeout(PATIENCE, reply).await.expect("it answers in time");
            heard
        });
        assert!(
            heard.ends_with(b"ok"),
            "{}",
            String::from_utf8_lossy(&heard)
        );
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        if let Some(gateway) = self.gateway.take() {
            self.runtime
                .block_on(gateway.shutdown(Duration::from_secs(5)));
        }
    }
}

/// Writes everything, closes its side and reads to the end. The gateway may end it at any moment.
async fn exchange(address: SocketAddr, bytes: &[u8]) {
    let mut socket = TcpStream::connect(address).await.expect("it listens");
    let (mut reading, mut writing) = socket.split();
    let write = async {
        let _ = writing.write_all(bytes).await;
        let _ = writing.shutdown().await;
    };
    let mut discarded = Vec::new();
    let read = async {
        let _ = reading.read_to_end(&mut discarded).await;
    };
    let both = async { tokio::join!(write, read) };
    timeout(PATIENCE, both)
        .await
        .expect("the gateway is done with a socket whose peer is");
}
