//! A small HTTP server whose answers a test decides about.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::http::{HeaderMap, Method, Response};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

pub struct Request {
    pub method: Method,
    /// Path as it came, still encoded.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub enum Answer {
    Respond(Response<Full<Bytes>>),
    /// Close the connection without a word.
    Drop,
}

impl Answer {
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Self::Respond(response.body(Full::new(body.into())).unwrap())
    }
}

pub struct Server {
    pub address: SocketAddr,
    /// Connections accepted before this many others were are dead.
    dead_below: Arc<AtomicU64>,
    accepted: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub async fn start<F, A>(answer: F) -> Self
    where
        F: Fn(Request) -> A + Clone + Send + Sync + 'static,
        A: Future<Output = Answer> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (dead_below, accepted) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (dead, count) = (Arc::clone(&dead_below), Arc::clone(&accepted));
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let number = count.fetch_add(1, Ordering::SeqCst);
                let (answer, dead) = (answer.clone(), Arc::clone(&dead));
                tokio::spawn(async move {
                    let service =
                        service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                            let (answer, dead) = (answer.clone(), Arc::clone(&dead));
                            async move {
                                let (parts, body) = request.into_parts();
                                let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
                                if number < dead.load(Ordering::SeqCst) {
                                    return Err(Dropped);
                                }
                                let request = Request {
                                    method: parts.method,
                                    path: parts.uri.path().to_owned(),
                                    headers: parts.headers,
                                    body,
                                };
                                match answer(request).await {
                                    Answer::Respond(response) => Ok(response),
                                    Answer::Drop => Err(Dropped),
                                }
                            }
                        });
                    // A connection that is dropped ends with an error here, as it should.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self {
            address,
            dead_below,
            accepted,
            task,
        }
    }

    /// Connections so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    /// From now on, requests on connections that are open already get no answer.
    pub fn kill_open_connections(&self) {
        self.dead_below
            .store(self.accepted.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped")
    }
}

impl std::error::Error for Dropped {}

impl From<Infallible> for Dropped {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
