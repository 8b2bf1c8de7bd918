//! An HTTP server whose answers a closure decides about.

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::{oneshot, watch},
};
use tokio_rustls::TlsAcceptor;

/// A request, read to its end.
pub type Request = http::Request<Bytes>;

/// What becomes of a request: it is answered, or the connection is closed without a word.
pub type Answer = Result<Response<Bytes>, Dropped>;

/// The connection is closed in place of an answer.
#[derive(Debug, thiserror::Error)]
#[error("dropped")]
pub struct Dropped;

/// An answer with that status, headers and body.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Ok(response
        .body(body.into())
        .expect("a status and headers that HTTP allows"))
}

/// A server on a free port of 127.0.0.1. Dropping it closes every connection.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    /// Dropped when no more connections are accepted.
    open: Option<oneshot::Sender<()>>,
    /// Changes, or is dropped, when every connection is to be closed.
    hang_up: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Shared {
    accepted: AtomicU64,
    /// As many as were accepted when somebody last asked for the new ones.
    known: AtomicU64,
    /// Connections accepted before this many others were are dead.
    dead_below: AtomicU64,
}

impl Server {
    /// Starts it, with TLS or without.
    ///
    /// # Errors
    /// There is no port.
    pub async fn start<F, A>(tls: Option<TlsAcceptor>, answer: F) -> io::Result<Self>
    where
        F: Fn(Request) -> A + Clone + Send + Sync + 'static,
        A: Future<Output = Answer> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let (open, mut closed) = oneshot::channel();
        let (hang_up, hung_up) = watch::channel(());
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    biased;
                    accepted = listener.accept() => accepted,
                    _ = &mut closed => break,
                };
                let stream = match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!(%error, "a connection cannot be accepted");
                        // Out of file descriptors, say: others may give theirs back meanwhile.
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                };
                // Answers are small and waited for.
                let _ = stream.set_nodelay(true);
                let (tls, serving, answer) = (tls.clone(), Arc::clone(&serving), answer.clone());
                let served = async move {
                    match tls {
                        None => serve(stream, serving, answer).await,
                        // A client that ends in the middle of its handshake needs no answer.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, serving, answer).await;
                            }
                        }
                    }
                };
                let mut hung_up = hung_up.clone();
                hung_up.mark_unchanged();
                tokio::spawn(async move {
                    tokio::select! {
                        () = served => {}
                        _ = hung_up.changed() => {}
                    }
                });
            }
        });
        Ok(Self {
            address,
            shared,
            open: Some(open),
            hang_up,
        })
    }

    /// Connections so far; of those with TLS, after their handshakes.
    pub fn accepted(&self) -> u64 {
        self.shared.accepted.load(SeqCst)
    }

    /// Connections since this was last asked.
    pub fn newly_accepted(&self) -> u64 {
        let accepted = self.accepted();
        accepted - self.shared.known.swap(accepted, SeqCst)
    }

    /// From now on, requests on connections that are open already get no answer.
    pub fn kill_open_connections(&self) {
        self.shared.dead_below.store(self.accepted(), SeqCst);
    }

    /// Closes every connection, as a server does with those that are idle.
    pub fn hang_up(&self) {
        self.hang_up.send_replace(());
    }

    /// Takes no more connections, except those that wait already.
    pub fn close(&mut self) {
        self.open = None;
    }
}

async fn serve<S, F, A>(stream: S, shared: Arc<Shared>, answer: F)
where
    S: AsyncRead + AsyncWrite + Unpin,
    F: Fn(Request) -> A,
    A: Future<Output = Answer>,
{
    let number = shared.accepted.fetch_add(1, SeqCst);
    let service = service_fn(async |request: hyper::Request<Incoming>| {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
        if number < shared.dead_below.load(SeqCst) {
            return Err(Dropped);
        }
        let response = answer(Request::from_parts(head, body)).await?;
        Ok(response.map(Full::new))
    });
    // A connection that is dropped ends with an error here, as it should.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Another server, to which requests are passed on.
#[derive(Debug, Clone)]
pub struct Backend {
    client: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
}

impl Backend {
    /// The server at that address.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            address,
        }
    }

    /// Passes a request on. Returns the answer with its body.
    pub async fn forward(&self, mut request: Request) -> Response<Bytes> {
        for name in [http::header::HOST, http::header::CONTENT_LENGTH] {
            request.headers_mut().remove(name);
        }
        *request.uri_mut() = format!("http://{}{}", self.address, request.uri().path())
            .parse()
            .expect("the path came in a URI");
        let answer = self.client.request(request.map(Full::new)).await;
        let (head, body) = answer.expect("the server behind is there").into_parts();
        let body = body.collect().await;
        let body = body.expect("the server behind goes on").to_bytes();
        Response::from_parts(head, body)
    }
}
