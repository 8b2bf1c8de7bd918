//! Sockets and HTTP, for a service whose calls come by themselves.

use super::{
    call::{Dropped, HttpCall},
    layer::Road,
};
use crate::iam::Denial;
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// A listener at the beginning of a road. Dropping it closes it, with every connection.
pub struct Listener {
    address: SocketAddr,
    _serving: JoinSet<()>,
}

impl Listener {
    /// Listens on a free port of 127.0.0.1. Every call that comes travels the road.
    ///
    /// # Errors
    ///
    /// There is no port.
    pub async fn open<C: HttpCall>(road: Road<C>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mut serving = JoinSet::new();
        serving.spawn(accept(listener, Arc::new(road)));
        Ok(Self {
            address,
            _serving: serving,
        })
    }

    /// The base URL that stands for the service.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept<C: HttpCall>(listener: TcpListener, road: Arc<Road<C>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // A small answer must not wait for an acknowledgement of the one before.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(TokioIo::new(stream), road.clone()));
                }
                // Out of file descriptors, say: the ones that end give theirs back.
                Err(problem) => {
                    tracing::warn!(%problem, service = C::SERVICE, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve<C: HttpCall>(stream: TokioIo<TcpStream>, road: Arc<Road<C>>) {
    let service = service_fn(|request| answer(request, road.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(stream, service)
        .await;
    if let Err(problem) = served {
        tracing::debug!(%problem, service = C::SERVICE, "a connection ended early");
    }
}

async fn answer<C: HttpCall>(
    request: Request<Incoming>,
    road: Arc<Road<C>>,
) -> Result<http::Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let answer = match Limited::new(body, C::MAX_BODY).collect().await {
        Ok(body) => {
            let call = C::new(head, body.to_bytes());
            // In a task of its own: as on AWS, a write is done although its caller hangs up.
            let done = tokio::spawn(async move { road.travel(call).await });
            done.await.unwrap_or(Err(Dropped))
        }
        Err(problem) if problem.is::<LengthLimitError>() => {
            let message = format!("The request is larger than {} MB", C::MAX_BODY >> 20);
            let why = Denial::new("RequestTooLargeException", message);
            C::refuse(StatusCode::PAYLOAD_TOO_LARGE, why)
        }
        Err(_) => Err(Dropped),
    };
    answer.map(|response| response.map(Full::new))
}
