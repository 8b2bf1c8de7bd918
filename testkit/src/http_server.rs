//! An HTTP server whose answers a closure decides about.

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
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
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// A request, read to its end.
#[derive(Debug)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Path as it came, still encoded.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Answer {
    /// It is answered.
    Respond(Response<Bytes>),
    /// The connection is closed without a word.
    Drop,
}

impl Answer {
    /// A response.
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Self::Respond(
            response
                .body(body.into())
                .expect("a status and headers that HTTP allows"),
        )
    }
}

/// A server on a free port of 127.0.0.1. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    accepted: AtomicU64,
    /// Connections accepted before this many others were are dead.
    dead_below: AtomicU64,
    /// Changes when every connection is to be closed.
    hang_up: watch::Sender<()>,
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
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, answer) = (tls.clone(), answer.clone());
                tokio::spawn(accept(stream, tls, Arc::clone(&serving), answer));
            }
        });
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// Connections so far; of those with TLS, after their handshakes.
    pub fn accepted(&self) -> u64 {
        self.shared.accepted.load(SeqCst)
    }

    /// From now on, requests on connections that are open already get no answer.
    pub fn kill_open_connections(&self) {
        self.shared.dead_below.store(self.accepted(), SeqCst);
    }

    /// Closes every connection, as a server does with those that are idle.
    pub fn hang_up(&self) {
        self.shared.hang_up.send_replace(());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept<F, A>(stream: TcpStream, tls: Option<TlsAcceptor>, shared: Arc<Shared>, answer: F)
where
    F: Fn(Request) -> A,
    A: Future<Output = Answer>,
{
    // Answers are small and waited for.
    let _ = stream.set_nodelay(true);
    match tls {
        None => serve(stream, shared, answer).await,
        // A client that ends in the middle of its handshake needs no answer.
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                serve(stream, shared, answer).await;
            }
        }
    }
}

async fn serve<S, F, A>(stream: S, shared: Arc<Shared>, answer: F)
where
    S: AsyncRead + AsyncWrite + Unpin,
    F: Fn(Request) -> A,
    A: Future<Output = Answer>,
{
    let number = shared.accepted.fetch_add(1, SeqCst);
    let mut hang_up = shared.hang_up.subscribe();
    let service = service_fn(async |request: hyper::Request<Incoming>| {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
        if number < shared.dead_below.load(SeqCst) {
            return Err(Dropped);
        }
        let request = Request {
            method: head.method,
            path: head.uri.path().to_owned(),
            headers: head.headers,
            body,
        };
        match answer(request).await {
            Answer::Respond(response) => Ok(response.map(Full::new)),
            Answer::Drop => Err(Dropped),
        }
    });
    tokio::select! {
        // A connection that is dropped ends with an error here, as it should.
        _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service) => {}
        _ = hang_up.changed() => {}
    }
}

#[derive(Debug, thiserror::Error)]
#[error("dropped")]
struct Dropped;

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
            request.headers.remove(name);
        }
        let mut forwarded = http::Request::new(Full::new(request.body));
        *forwarded.method_mut() = request.method;
        *forwarded.headers_mut() = request.headers;
        *forwarded.uri_mut() = format!("http://{}{}", self.address, request.path)
            .parse()
            .expect("the path came in a URI");
        let answer = self.client.request(forwarded).await;
        let (head, body) = answer.expect("the server behind is there").into_parts();
        let body = body.collect().await;
        let body = body.expect("the server behind goes on").to_bytes();
        Response::from_parts(head, body)
    }
}
