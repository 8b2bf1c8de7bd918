//! A WebSocket client. What a test cannot go on without is waited for, and panics with a name if it does not come.

use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::CloseFrame},
};

/// How long anything may take before a test gives up: only a broken server takes this long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A socket without TLS.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Waits for something that comes unless the server is broken.
pub async fn within<F: Future>(future: F, what: &str) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}

/// Connects to a URL with query and all, or with a request that has headers.
///
/// # Errors
/// The handshake is refused, or the server is not there.
pub async fn open(
    request: impl IntoClientRequest + Unpin,
) -> Result<(Socket, Response<Option<Vec<u8>>>), Error> {
    within(connect_async(request), "a handshake").await
}

/// An open connection.
#[derive(Debug)]
pub struct Client {
    /// The socket, for what a usual client does not do.
    pub socket: Socket,
    /// The answer to its handshake.
    pub response: Response<Option<Vec<u8>>>,
}

/// The answer to a handshake that was refused.
#[derive(Debug)]
pub struct Refused {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

/// What ended a connection.
#[derive(Debug)]
pub enum Ended {
    /// A close frame.
    Closed(Option<CloseFrame>),
    /// Nothing that was said.
    Lost,
}

impl Client {
    /// [Connects](open).
    ///
    /// # Errors
    /// The handshake is refused.
    pub async fn try_connect(
        request: impl IntoClientRequest + Unpin,
    ) -> Result<Self, Box<Refused>> {
        match open(request).await {
            Ok((socket, response)) => Ok(Self { socket, response }),
            Err(Error::Http(response)) => {
                let (head, body) = response.into_parts();
                Err(Box::new(Refused {
                    status: head.status,
                    headers: head.headers,
                    body: String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(),
                }))
            }
            Err(other) => panic!("the handshake is neither accepted nor refused: {other}"),
        }
    }

    /// Connects where nothing speaks against it.
    pub async fn connect(url: &str) -> Self {
        Self::try_connect(url)
            .await
            .unwrap_or_else(|refused| panic!("{url}: {refused:?}"))
    }

    /// Sends a text or JSON. That the connection has ended is seen by reading.
    pub async fn send(&mut self, message: impl ToString) {
        let _ = self.socket.send(Message::text(message.to_string())).await;
    }

    /// The next frame's text, or how the connection ended. Pings and pongs are passed over.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn receive_text(&mut self) -> Result<String, Ended> {
        loop {
            match within(self.socket.next(), "a frame").await {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(frame))) => return Err(Ended::Closed(frame)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Ended::Lost),
            }
        }
    }

    /// The next frame's text.
    pub async fn text(&mut self) -> String {
        let text = self.receive_text().await;
        text.unwrap_or_else(|ended| panic!("expected a text frame, got {ended:?}"))
    }

    /// The next frame.
    pub async fn json(&mut self) -> Value {
        let text = self.text().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Sends a request and returns the next frame: only for connections that nothing else arrives on.
    pub async fn ask(&mut self, message: Value) -> Value {
        self.send(message).await;
        self.json().await
    }

    /// Proves that nothing has arrived before now: a heartbeat's answer is the next frame.
    pub async fn expect_nothing(&mut self) {
        let heartbeat = json!({"action": "test", "requestId": "heartbeat"});
        let reply = self.ask(heartbeat).await;
        let is_heartbeat = reply["requestId"] == "heartbeat"
            || reply.as_str().is_some_and(|text| text.starts_with("Hello"));
        assert!(is_heartbeat, "expected nothing, received {reply}");
    }

    /// The close frame, and that no text comes before it and nothing after.
    pub async fn closed(&mut self) -> Option<CloseFrame> {
        let frame = match self.receive_text().await {
            Err(Ended::Closed(frame)) => frame,
            other => panic!("expected a close frame, got {other:?}"),
        };
        let end = within(self.socket.next(), "the end").await;
        assert!(end.is_none(), "the socket goes on after its close frame");
        frame
    }

    /// The code of the close frame, 1005 if it has none.
    pub async fn close_code(&mut self) -> u16 {
        self.closed().await.map_or(1005, |frame| frame.code.into())
    }
}
