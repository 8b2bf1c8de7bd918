//! What talks to the gateway: a WebSocket client, an HTTP client, and bare bytes.

use crate::fixture::{Fixture, soon};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
pub use testkit::client::{Client, Refused};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

impl Fixture {
    pub async fn connect(&self) -> Client {
        self.try_connect("/production", &[]).await.unwrap()
    }

    pub async fn try_connect(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, Box<Refused>> {
        let mut request = format!("ws://{}{path}", self.address)
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        Client::try_connect(request).await
    }

    /// That nothing has been sent to this client: what is asked for now is the next that comes.
    pub async fn expect_nothing(&self, client: &mut Client, id: &str) {
        assert_eq!(self.post(id, "and now").await.status, StatusCode::OK);
        assert_eq!(client.text().await, "and now");
    }

    /// One HTTP request on a socket of its own.
    pub async fn call(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Reply {
        let stream = TokioIo::new(TcpStream::connect(self.address).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let host = self.address.to_string();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", host);
        let request = request.body(Full::new(body.into())).unwrap();
        let (parts, body) = soon("a response", sender.send_request(request))
            .await
            .unwrap()
            .into_parts();
        let body = soon("its body", body.collect()).await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn post(&self, id: &str, body: impl Into<Bytes>) -> Reply {
        self.call(Method::POST, &connection_path(id), body).await
    }

    pub async fn raw(&self) -> Raw {
        Raw(TcpStream::connect(self.address).await.unwrap())
    }
}

pub fn connection_path(id: &str) -> String {
    format!("/production/@connections/{}", id.replace('=', "%3D"))
}

#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    /// Status, exception and message.
    pub fn error(&self) -> (u16, &str, String) {
        let message: Value = serde_json::from_str(&self.body).unwrap();
        let kind = self.headers["x-amzn-errortype"].to_str().unwrap();
        (
            self.status.as_u16(),
            kind,
            message["message"].as_str().unwrap().to_owned(),
        )
    }
}

/// Bytes as they are.
pub struct Raw(pub TcpStream);

/// A masked frame with a mask of zeros, which leaves the payload as it is.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..=125 => frame.push(0x80 | u8::try_from(short).unwrap()),
        middle @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(middle).unwrap().to_be_bytes());
        }
        long => {
            frame.push(0x80 | 127);
            frame.extend(u64::try_from(long).unwrap().to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

pub const TEXT: u8 = 0x81;
pub const TEXT_BEGIN: u8 = 0x01;
pub const BINARY: u8 = 0x82;
pub const BINARY_BEGIN: u8 = 0x02;
pub const CONTINUE: u8 = 0x00;
pub const CONTINUE_END: u8 = 0x80;

impl Raw {
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // A peer that has closed already is no failure here: what it says is read next.
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// A WebSocket without a library.
    pub async fn upgraded(mut self) -> Self {
        self.send(
            "GET /production HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        )
        .await;
        let head = self.head().await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        self
    }

    /// Up to the empty line.
    pub async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match soon("a byte of the head", self.0.read_u8()).await {
                Ok(byte) => head.push(byte),
                Err(_) => break,
            }
        }
        String::from_utf8(head).unwrap()
    }

    pub async fn status(&mut self) -> u16 {
        let head = self.head().await;
        head.split(' ')
            .nth(1)
            .unwrap_or_else(|| panic!("no status: {head:?}"))
            .parse()
            .unwrap()
    }

    /// A short frame of the server: its first byte and its payload.
    pub async fn frame(&mut self) -> (u8, Vec<u8>) {
        let first = soon("a frame", self.0.read_u8()).await.unwrap();
        let length = soon("its length", self.0.read_u8()).await.unwrap();
        assert!(length < 126, "a short frame");
        let mut payload = vec![0; length.into()];
        soon("its payload", self.0.read_exact(&mut payload))
            .await
            .unwrap();
        (first, payload)
    }

    /// The code of the close frame that must come now, and the end of the stream after it.
    pub async fn close_code(&mut self) -> u16 {
        let (first, payload) = self.frame().await;
        assert_eq!(first, 0x88, "a close frame");
        let mut rest = Vec::new();
        soon("the end of the stream", self.0.read_to_end(&mut rest))
            .await
            .unwrap();
        assert_eq!(rest, b"", "nothing after the close frame");
        u16::from_be_bytes([payload[0], payload[1]])
    }
}
