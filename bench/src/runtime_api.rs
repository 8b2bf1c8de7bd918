//! Lambda's Runtime API for one sandbox: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// The time that an invocation has, and a start as well.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What the sandbox says.
enum Call {
    /// It waits for an event.
    Next(oneshot::Sender<Bytes>),
    /// It has answered one.
    Answer {
        failed: bool,
        body: Bytes,
        at: Instant,
    },
}

/// The Runtime API of one sandbox. Dropping it ends the API.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    calls: mpsc::Receiver<Call>,
    waiting: Option<oneshot::Sender<Bytes>>,
    server: JoinHandle<()>,
}

impl RuntimeApi {
    /// Listens on a free port.
    ///
    /// # Errors
    /// There is none.
    pub async fn listen() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (caller, calls) = mpsc::channel(1);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, caller.clone()));
            }
        });
        Ok(Self {
            address,
            calls,
            waiting: None,
            server,
        })
    }

    /// What `AWS_LAMBDA_RUNTIME_API` says.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the sandbox wants an event.
    ///
    /// # Errors
    /// It says something else, or nothing in a minute.
    pub async fn ready(&mut self) -> Result<()> {
        if self.waiting.is_some() {
            return Ok(());
        }
        match self.call().await? {
            Call::Next(waiting) => self.waiting = Some(waiting),
            Call::Answer { body, .. } => {
                bail!(
                    "it does not wait for an event: {}",
                    String::from_utf8_lossy(&body)
                )
            }
        }
        Ok(())
    }

    /// Gives it an event, and waits for its answer. Returns that, and how long it took.
    ///
    /// # Errors
    /// The function failed, or said nothing in a minute.
    pub async fn invoke(&mut self, event: &Value) -> Result<(Value, Duration)> {
        self.ready().await?;
        let event = Bytes::from(event.to_string());
        let waiting = self.waiting.take().context("nobody waits for an event")?;
        let started = Instant::now();
        if waiting.send(event).is_err() {
            bail!("the sandbox has hung up");
        }
        match self.call().await? {
            Call::Next(_) => bail!("it asked for the next event without having answered"),
            Call::Answer {
                failed: true, body, ..
            } => {
                bail!("the function failed: {}", String::from_utf8_lossy(&body))
            }
            Call::Answer { body, at, .. } => Ok((serde_json::from_slice(&body)?, at - started)),
        }
    }

    async fn call(&mut self) -> Result<Call> {
        let call = tokio::time::timeout(TIMEOUT, self.calls.recv()).await;
        call.context("the sandbox said nothing in a minute")?
            .context("the Runtime API has ended")
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, caller: mpsc::Sender<Call>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, caller.clone()));
    // A sandbox that is killed breaks its connection.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    caller: mpsc::Sender<Call>,
) -> Result<Response<Full<Bytes>>> {
    if request.method() == Method::GET {
        let (sender, event) = oneshot::channel();
        caller.send(Call::Next(sender)).await?;
        return next(event.await?);
    }
    let failed = !request.uri().path().ends_with("/response");
    let body = request.into_body().collect().await?.to_bytes();
    let at = Instant::now();
    caller.send(Call::Answer { failed, body, at }).await?;
    let mut accepted = Response::new(Full::from(r#"{"status":"OK"}"#));
    *accepted.status_mut() = StatusCode::ACCEPTED;
    Ok(accepted)
}

fn next(event: Bytes) -> Result<Response<Full<Bytes>>> {
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH)? + TIMEOUT;
    let response = Response::builder()
        .header("content-type", "application/json")
        .header(
            "lambda-runtime-aws-request-id",
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        )
        .header(
            "lambda-runtime-deadline-ms",
            deadline.as_millis().to_string(),
        )
        .header(
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-north-1:000000000000:function:board",
        )
        .header(
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
        );
    Ok(response.body(Full::new(event))?)
}
