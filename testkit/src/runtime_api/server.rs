//! The HTTP interface. Each sandbox has a listener of its own on 127.0.0.1, which so tells it from the others. Statuses and words of
//! refusals are those of AWS's own emulator, <https://github.com/aws/aws-lambda-runtime-interface-emulator>.

use super::call::{Call, ErrorReport, Invocation, MAX_ANSWER, Payload, Refusal, Reply, TooLarge};
use bytes::{Bytes, BytesMut};
use http::{Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, UNIX_EPOCH},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    task::JoinSet,
};

/// The Runtime API of one sandbox. Dropping it closes every connection.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    calls: mpsc::Receiver<Call>,
    open: Option<oneshot::Sender<()>>,
    _server: JoinSet<()>,
}

impl RuntimeApi {
    /// Listens on a free port.
    ///
    /// # Errors
    /// There is none.
    pub async fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (caller, calls) = mpsc::channel(1);
        let (open, closed) = oneshot::channel();
        let mut server = JoinSet::new();
        server.spawn(serve(listener, caller, closed));
        Ok(Self {
            address,
            calls,
            open: Some(open),
            _server: server,
        })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next call. None once the API is [closed](Self::close) and every connection has ended.
    pub async fn call(&mut self) -> Option<Call> {
        self.calls.recv().await
    }

    /// Takes no more connections, except those that wait already.
    pub fn close(&mut self) {
        self.open = None;
    }
}

async fn serve(
    listener: TcpListener,
    caller: mpsc::Sender<Call>,
    mut closed: oneshot::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    connections.spawn(serve_connection(socket, caller.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a sandbox cannot connect to its Runtime API");
                    // Out of file descriptors, say: others may give theirs back meanwhile.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = &mut closed => break,
        }
    }
    drop((listener, caller));
    while connections.join_next().await.is_some() {}
}

async fn serve_connection(socket: TcpStream, caller: mpsc::Sender<Call>) {
    // Answers are small and waited for.
    let _ = socket.set_nodelay(true);
    let service = service_fn(|request| answer(request, caller.clone()));
    if let Err(error) = http1::Builder::new()
        .serve_connection(TokioIo::new(socket), service)
        .await
    {
        tracing::debug!(%error, "a connection to the Runtime API broke");
    }
}

/// Why a request gets no answer, but a closed connection.
#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error("its body ended early: {0}")]
    Body(#[from] hyper::Error),
    #[error("the sandbox is being ended")]
    Ending,
}

type Answer = Result<Response<Full<Bytes>>, Unanswered>;

async fn answer(request: Request<Incoming>, caller: mpsc::Sender<Call>) -> Answer {
    let (head, body) = request.into_parts();
    let path = head
        .uri
        .path()
        .strip_prefix("/2018-06-01/runtime/")
        .unwrap_or_default();
    let path: Vec<&str> = path.split('/').collect();
    let error_type = head
        .headers
        .get("Lambda-Runtime-Function-Error-Type")
        .map(AsRef::as_ref);
    match (&head.method, path.as_slice()) {
        (&Method::GET, ["invocation", "next"]) => hand_over(&caller, Call::Next, event).await,
        (&Method::POST, ["invocation", id, "response"]) => {
            let (request_id, payload) = ((*id).to_owned(), read(body).await?);
            let call = |receipt| Call::Response {
                request_id,
                payload,
                receipt,
            };
            hand_over(&caller, call, accepted).await
        }
        (&Method::POST, ["invocation", id, "error"]) => {
            let report = ErrorReport::read(error_type, read(body).await?);
            let request_id = (*id).to_owned();
            let call = |receipt| Call::Error {
                request_id,
                report,
                receipt,
            };
            hand_over(&caller, call, accepted).await
        }
        (&Method::POST, ["init", "error"]) => {
            let report = ErrorReport::read(error_type, read(body).await?);
            let call = |receipt| Call::InitError { report, receipt };
            hand_over(&caller, call, accepted).await
        }
        (method, _) => Ok(refused(
            StatusCode::NOT_FOUND,
            "NotFound",
            &format!("The Runtime API has no {method} {}", head.uri.path()),
        )),
    }
}

/// Hands a call to the sandbox's owner and waits for the answer, as long as it takes.
async fn hand_over<T>(
    caller: &mpsc::Sender<Call>,
    call: impl FnOnce(Reply<T>) -> Call,
    answer: fn(T) -> Response<Full<Bytes>>,
) -> Answer {
    let (reply, replied) = Reply::new();
    let handed_over = caller.send(call(reply)).await;
    handed_over.map_err(|_| Unanswered::Ending)?;
    Ok(match replied.await.map_err(|_| Unanswered::Ending)? {
        Ok(replied) => answer(replied),
        Err(refusal) => refusal.into(),
    })
}

/// A body, and only its size if it is too large: it is read to its end so that the sandbox hears why it is refused.
async fn read(mut body: Incoming) -> Result<Payload, hyper::Error> {
    let mut read = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            size += data.len();
            if size <= MAX_ANSWER {
                read.extend_from_slice(&data);
            }
        }
    }
    Ok(if size <= MAX_ANSWER {
        Ok(read.freeze())
    } else {
        Err(TooLarge(size))
    })
}

fn event(invocation: Invocation) -> Response<Full<Bytes>> {
    let deadline = invocation.deadline.duration_since(UNIX_EPOCH);
    let deadline = deadline.unwrap_or_default().as_millis().to_string();
    Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .header("Lambda-Runtime-Aws-Request-Id", invocation.request_id)
        .header("Lambda-Runtime-Deadline-Ms", deadline)
        .header(
            "Lambda-Runtime-Invoked-Function-Arn",
            invocation.function_arn,
        )
        .header("Lambda-Runtime-Trace-Id", invocation.trace_id)
        .body(Full::new(invocation.event))
        .unwrap_or_else(|error| {
            refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerError",
                &error.to_string(),
            )
        })
}

fn accepted((): ()) -> Response<Full<Bytes>> {
    json_answer(StatusCode::ACCEPTED, &json!({ "status": "OK" }))
}

impl From<Refusal> for Response<Full<Bytes>> {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::InvalidStateTransition => refused(
                StatusCode::FORBIDDEN,
                "InvalidStateTransition",
                "The sandbox may not ask or say this now",
            ),
            Refusal::InvalidRequestId => refused(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                "Invalid request ID",
            ),
            Refusal::AnswerTooLarge => refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestEntityTooLarge",
                &format!("Exceeded maximum allowed payload size ({MAX_ANSWER} bytes)."),
            ),
        }
    }
}

fn refused(status: StatusCode, error_type: &str, message: &str) -> Response<Full<Bytes>> {
    json_answer(
        status,
        &json!({ "errorType": error_type, "errorMessage": message }),
    )
}

fn json_answer(status: StatusCode, body: &serde_json::Value) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    answer
}
