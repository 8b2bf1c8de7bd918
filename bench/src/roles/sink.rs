//! `@connections` in a process of its own: HTTPS, answers every post as it is told, and counts.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use protocol::limits;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::child;

/// What it can be told.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Answer each call after so many milliseconds.
    Delay(u64),
    /// Close every connection, as a server does with those that are idle.
    HangUp,
    /// Say what was counted since the last time.
    Read,
}

/// What it has been sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Posts.
    pub posts: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Posts that were refused since they were larger than a message may be.
    pub too_large: u64,
    /// TLS connections that were opened.
    pub connections: u64,
}

#[derive(Clone)]
struct Sink {
    traffic: Arc<Mutex<Traffic>>,
    delay: Arc<AtomicU64>,
    /// Changes when every connection is to be closed.
    hang_up: watch::Sender<()>,
}

/// Plays it.
///
/// # Errors
/// No port, or a certificate that is none.
pub fn play(certificate: &Path, key: &Path) -> Result<()> {
    let certificates = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .with_context(|| format!("{} is no certificate", certificate.display()))?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("{} is no private key", key.display()))?;
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    let sink = Sink {
        traffic: Arc::default(),
        delay: Arc::default(),
        hang_up: watch::Sender::new(()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let address = runtime.block_on(sink.clone().start(TlsAcceptor::from(Arc::new(tls))))?;
    child::obey(&address, |order| {
        match order {
            Order::Delay(milliseconds) => sink.delay.store(milliseconds, Relaxed),
            Order::HangUp => {
                sink.hang_up.send_replace(());
            }
            Order::Read => return Ok(sink.count(std::mem::take)),
        }
        Ok(Traffic::default())
    })
}

impl Sink {
    async fn start(self, tls: TlsAcceptor) -> Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(self.clone().serve(tls.clone(), stream));
            }
        });
        Ok(address)
    }

    async fn serve(self, tls: TlsAcceptor, stream: TcpStream) {
        let mut hang_up = self.hang_up.subscribe();
        let _ = stream.set_nodelay(true);
        // A function that is killed breaks its connections.
        let Ok(stream) = tls.accept(stream).await else {
            return;
        };
        self.count(|traffic| traffic.connections += 1);
        let service = service_fn(move |request| self.clone().answer(request));
        let serving = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service);
        tokio::select! {
            _ = serving => {}
            _ = hang_up.changed() => {}
        }
    }

    async fn answer(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, hyper::Error> {
        let signed = request.headers().contains_key("authorization");
        let gone = request.uri().path().contains("connections/gone");
        let post = request.method() == Method::POST;
        let size = request.into_body().collect().await?.to_bytes().len();
        let mut answer = Response::new(Full::default());
        if !signed {
            *answer.status_mut() = StatusCode::FORBIDDEN;
            return Ok(answer);
        }
        let delay = self.delay.load(Relaxed);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        let too_large = size > limits::MESSAGE_BYTES;
        if post {
            self.count(|traffic| {
                traffic.posts += 1;
                traffic.bytes += size as u64;
                traffic.too_large += u64::from(too_large);
            });
        }
        let (status, error) = match () {
            () if too_large => (StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeException"),
            () if gone => (StatusCode::GONE, "GoneException"),
            () if post => return Ok(answer),
            () => {
                *answer.status_mut() = StatusCode::NO_CONTENT;
                return Ok(answer);
            }
        };
        *answer.status_mut() = status;
        let error = hyper::header::HeaderValue::from_static(error);
        answer.headers_mut().insert("x-amzn-errortype", error);
        *answer.body_mut() = Full::from(r#"{"message":"as the measurement wants it"}"#);
        Ok(answer)
    }

    fn count<T>(&self, count: impl FnOnce(&mut Traffic) -> T) -> T {
        count(&mut self.traffic.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
