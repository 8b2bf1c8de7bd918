//! Sockets and HTTP of the gate.

use super::{
    call::{Answer, Call, Dropped, refuse},
    database::Database,
    layer::{Chain, Layer, Next},
};
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
use tokio::{net::TcpListener, task::JoinSet};

/// The largest request that DynamoDB takes, a batch of writes, in bytes.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>
const MAX_BODY: usize = 16 * 1024 * 1024;

/// The gate, open. Dropping it closes it, with every connection.
pub struct Gate {
    address: SocketAddr,
    _serving: JoinSet<()>,
}

impl Gate {
    /// Opens a gate in front of a database, on a free port of 127.0.0.1. Calls pass the layers in their order.
    ///
    /// # Errors
    ///
    /// There is no port.
    pub async fn open(database: Database, layers: Vec<Arc<dyn Layer>>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let chain = Arc::new(Chain { layers, database });
        let mut serving = JoinSet::new();
        serving.spawn(accept(listener, chain));
        Ok(Self {
            address,
            _serving: serving,
        })
    }

    /// The base URL that stands for the database.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept(listener: TcpListener, chain: Arc<Chain>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // A small answer must not wait for an acknowledgement of the one before.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(TokioIo::new(stream), chain.clone()));
                }
                // Out of file descriptors, say: the ones that end give theirs back.
                Err(problem) => {
                    tracing::warn!(%problem, "a connection to the database could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TokioIo<tokio::net::TcpStream>, chain: Arc<Chain>) {
    let service = service_fn(|request| answer(request, chain.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(stream, service)
        .await;
    if let Err(problem) = served {
        tracing::debug!(%problem, "a connection to the database ended early");
    }
}

async fn answer(
    request: Request<Incoming>,
    chain: Arc<Chain>,
) -> Result<http::Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let answer: Answer = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => {
            let call = Call::new(head, body.to_bytes());
            // In a task of its own: as on AWS, a write is done although its caller hangs up.
            let done = tokio::spawn(Next::first(chain).run(call));
            done.await.unwrap_or(Err(Dropped))
        }
        Err(problem) if problem.is::<LengthLimitError>() => Ok(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestTooLargeException",
            "The request is larger than 16 MB",
        )),
        Err(_) => Err(Dropped),
    };
    answer.map(|response| response.map(Full::new))
}
