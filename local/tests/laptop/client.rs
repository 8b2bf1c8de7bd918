//! A WebSocket client, as a user of the board has one.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, protocol::CloseFrame},
};

/// How long anything may take before a test gives up: only a broken laptop takes this long.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What ended a connection.
#[derive(Debug)]
pub enum Ended {
    Closed(Option<CloseFrame>),
    Lost,
}

impl Client {
    /// Connects, with query and all, or says with which status the handshake was refused.
    pub async fn try_connect(url: &str) -> Result<Self, (u16, Value)> {
        match within(connect_async(url), "a handshake").await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                let body = serde_json::from_slice(body).unwrap_or(Value::Null);
                Err((response.status().as_u16(), body))
            }
            Err(other) => panic!("{url}: {other}"),
        }
    }

    pub async fn connect(url: &str) -> Self {
        Self::try_connect(url)
            .await
            .unwrap_or_else(|(status, body)| {
                panic!("{url}: the handshake was refused with {status}: {body}")
            })
    }

    pub async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends a text. That the connection has ended is seen by reading.
    pub async fn send_text(&mut self, text: &str) {
        let _ = self.socket.send(Message::text(text)).await;
    }

    /// The next frame's text, or how the connection ended.
    pub async fn receive_text(&mut self) -> Result<String, Ended> {
        loop {
            match within(self.socket.next(), "a frame").await {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(frame))) => return Err(Ended::Closed(frame)),
                Some(Ok(_)) => {}
                Some(Err(_)) => return Err(Ended::Lost),
                None => return Err(Ended::Lost),
            }
        }
    }

    pub async fn receive(&mut self) -> Value {
        let text = self.receive_text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    /// Sends a request and returns the next frame: only for connections that nothing else arrives on.
    pub async fn ask(&mut self, message: Value) -> Value {
        self.send(&message).await;
        self.receive().await
    }

    /// Proves that nothing has arrived before now: a heartbeat's answer is the next frame.
    pub async fn expect_nothing(&mut self) {
        let reply = self
            .ask(json!({"action": "test", "requestId": "heartbeat"}))
            .await;
        let is_heartbeat = reply["requestId"] == "heartbeat"
            || reply.as_str().is_some_and(|s| s.starts_with("Hello"));
        assert!(is_heartbeat, "expected nothing, received {reply}");
    }
}

pub async fn within<F: Future>(future: F, what: &str) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}
