//! HTTP: where a request's path leads.

use crate::{
    bounds,
    clock::HttpTimer,
    handshake::{self, Peer},
    head::Transcript,
    live::Live,
    management,
    refusal::{self, Body, Refusal},
    session,
    stage::Stage,
    upgrade,
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Version, header, request, uri::Authority};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::net::TcpStream;
use tokio_util::io::InspectReader;

/// Serves one socket: HTTP requests, until it ends or becomes a WebSocket.
pub(crate) async fn serve(stage: Arc<Stage>, stream: TcpStream, peer: Peer) {
    // Both are boxed, since a task is as large as the largest future in it: thousands of idle WebSockets would pay for HTTP.
    if let Some((stream, read_ahead, live)) = Box::pin(speak_http(stage, stream, peer)).await {
        Box::pin(session::run(stream, read_ahead, live)).await;
    }
}

async fn speak_http(
    stage: Arc<Stage>,
    stream: TcpStream,
    peer: Peer,
) -> Option<(TcpStream, Bytes, Live)> {
    let door = Arc::new(Door {
        stage,
        peer,
        transcript: Transcript::default(),
        admitted: Mutex::default(),
    });
    let transcript = door.transcript.clone();
    let stream = InspectReader::new(stream, move |bytes: &[u8]| transcript.record(bytes));
    let service = service_fn(|request| {
        let door = Arc::clone(&door);
        Box::pin(async move { Ok::<_, Infallible>(door.answer(request).await) })
    });
    let mut http = http1::Builder::new()
        .timer(HttpTimer(door.stage.clock.clone()))
        .header_read_timeout(bounds::HEAD_READ)
        .max_buf_size(bounds::HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);

    let mut told = false;
    let spoken = loop {
        tokio::select! {
            spoken = poll_fn(|cx| http.poll_without_shutdown(cx)) => break spoken,
            () = door.stage.ending.cancelled(), if !told => {
                told = true;
                std::pin::Pin::new(&mut http).graceful_shutdown();
            }
        }
    };
    if let Err(error) = &spoken {
        tracing::debug!(%error, peer = %peer.address, "an HTTP connection ended early");
    }
    // If the 101 could not be written, dropping what was admitted runs its `$disconnect`.
    let live = door.admitted().take()?;
    spoken.ok()?;
    let parts = http.into_parts();
    Some((parts.io.into_inner().into_inner(), parts.read_buf, live))
}

/// One socket's way in.
struct Door {
    stage: Arc<Stage>,
    peer: Peer,
    transcript: Transcript,
    /// The connection that the last handshake led to, until its 101 is written.
    admitted: Mutex<Option<Live>>,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// The stage itself, where handshakes go.
    Stage,
    /// One connection's management resource, by its id as it was written.
    Connection(String),
    /// Below the stage, where there is nothing: the path from there.
    NoRoute(String),
    Elsewhere,
}

impl Place {
    fn of(path: &str, stage: &str) -> Self {
        let decoded = |part| percent_encoding::percent_decode_str(part).decode_utf8_lossy();
        let path = path.trim_start_matches('/');
        let (first, below) = path.split_once('/').unwrap_or((path, ""));
        if decoded(first) != stage {
            return Self::Elsewhere;
        }
        if below.is_empty() {
            return Self::Stage;
        }
        match below.split_once('/') {
            Some((resource, id))
                if decoded(resource) == "@connections" && !id.is_empty() && !id.contains('/') =>
            {
                Self::Connection(decoded(id).into_owned())
            }
            _ => Self::NoRoute(decoded(below).into_owned()),
        }
    }
}

/// Whether a request says what it takes this server for: RFC 9112, section 3.2. Before HTTP/1.1 it did not have to.
fn names_its_host(request: &request::Parts) -> bool {
    let mut hosts = request.headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => {
            Authority::try_from(host.as_bytes()).is_ok_and(|host| !host.as_str().contains('@'))
        }
        (None, _) => request.version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

impl Door {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let headers = self.transcript.take_head(&parts);
        if !names_its_host(&parts) {
            return Refusal::bad_request("A request of HTTP/1.1 has one Host header").response();
        }
        match Place::of(parts.uri.path(), &self.stage.api.stage) {
            Place::Stage if upgrade::is_asked_for(&parts.headers) => {
                let (response, live) =
                    handshake::shake(&self.stage, &parts, headers, self.peer).await;
                *self.admitted() = live;
                response
            }
            Place::Stage => Refusal::UPGRADE_REQUIRED.response(),
            Place::Connection(id) => {
                let body = management::read_body(body, &self.stage.clock).await;
                self.transcript.skip_body();
                match body {
                    Ok(body) => management::answer(&self.stage, &parts, &id, body).await,
                    Err(refusal) => refusal.response(),
                }
            }
            Place::NoRoute(route) if !upgrade::is_asked_for(&parts.headers) => {
                let method = &parts.method;
                refusal::exception(
                    StatusCode::NOT_FOUND,
                    "NotFoundException",
                    &format!("No method found matching route {route} for http method {method}."),
                )
            }
            Place::NoRoute(_) => Refusal::FORBIDDEN.response(),
            Place::Elsewhere => self
                .fall_back(&parts)
                .unwrap_or_else(|| Refusal::FORBIDDEN.response()),
        }
    }

    fn fall_back(&self, parts: &request::Parts) -> Option<Response<Body>> {
        if ![Method::GET, Method::HEAD].contains(&parts.method)
            || upgrade::is_asked_for(&parts.headers)
        {
            return None;
        }
        Some(self.stage.fallback.as_ref()?.respond(parts)?.map(Full::new))
    }

    fn admitted(&self) -> MutexGuard<'_, Option<Live>> {
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
