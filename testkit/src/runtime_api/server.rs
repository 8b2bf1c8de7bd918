//! The HTTP interface. Each sandbox has a server of its own, which so tells it from the others. Statuses and words of refusals are those of
//! AWS's own emulator, <https://github.com/aws/aws-lambda-runtime-interface-emulator>.

use super::call::{Call, ErrorReport, Invocation, MAX_ANSWER, Refusal, Reply, sized};
use crate::http_server::{Answer, Dropped, Request, Server, answer};
use serde_json::json;
use std::{io, net::SocketAddr, time::UNIX_EPOCH};
use tokio::sync::mpsc;

/// The Runtime API of one sandbox. Dropping it closes every connection.
#[derive(Debug)]
pub struct RuntimeApi {
    server: Server,
    calls: mpsc::Receiver<Call>,
}

impl RuntimeApi {
    /// Listens on a free port.
    ///
    /// # Errors
    /// There is none.
    pub async fn listen() -> io::Result<Self> {
        let (caller, calls) = mpsc::channel(1);
        let server = Server::start(None, move |request| hear(request, caller.clone())).await?;
        Ok(Self { server, calls })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The next call. None once the API is [closed](Self::close) and every connection has ended.
    pub async fn call(&mut self) -> Option<Call> {
        self.calls.recv().await
    }

    /// Takes no more connections, except those that wait already.
    pub fn close(&mut self) {
        self.server.close();
    }
}

async fn hear(request: Request, caller: mpsc::Sender<Call>) -> Answer {
    let path = request.uri().path();
    let call = path
        .strip_prefix("/2018-06-01/runtime/")
        .unwrap_or_default();
    let call: Vec<_> = call.split('/').collect();
    match (request.method().as_str(), call.as_slice()) {
        ("GET", ["invocation", "next"]) => hand_over(&caller, Call::Next, event).await,
        ("POST", ["invocation", id, "response"]) => {
            let (request_id, result) = ((*id).to_owned(), sized(request.body()));
            let receipt = match result {
                Ok(_) => accepted,
                Err(_) => too_large,
            };
            let call = |receipt| Call::Answer {
                request_id,
                result,
                receipt,
            };
            hand_over(&caller, call, receipt).await
        }
        ("POST", ["invocation", id, "error"]) => {
            let (request_id, result) = ((*id).to_owned(), Err(ErrorReport::read(&request)));
            let call = |receipt| Call::Answer {
                request_id,
                result,
                receipt,
            };
            hand_over(&caller, call, accepted).await
        }
        ("POST", ["init", "error"]) => {
            let report = ErrorReport::read(&request);
            let call = |receipt| Call::InitError { report, receipt };
            hand_over(&caller, call, accepted).await
        }
        (method, _) => refused(
            404,
            "NotFound",
            &format!("The Runtime API has no {method} {path}"),
        ),
    }
}

/// Hands a call to the sandbox's owner and waits for the answer, as long as it takes.
async fn hand_over<T>(
    caller: &mpsc::Sender<Call>,
    call: impl FnOnce(Reply<T>) -> Call,
    then: fn(T) -> Answer,
) -> Answer {
    let (reply, replied) = Reply::new();
    if caller.send(call(reply)).await.is_err() {
        return Err(Dropped);
    }
    match replied.await {
        Ok(Ok(replied)) => then(replied),
        Ok(Err(Refusal::InvalidStateTransition)) => refused(
            403,
            "InvalidStateTransition",
            "The sandbox may not ask or say this now",
        ),
        Ok(Err(Refusal::InvalidRequestId)) => {
            refused(400, "InvalidRequestID", "Invalid request ID")
        }
        // The sandbox is being ended.
        Err(_) => Err(Dropped),
    }
}

fn event(invocation: Invocation) -> Answer {
    let deadline = invocation.deadline.duration_since(UNIX_EPOCH);
    let deadline = deadline.unwrap_or_default().as_millis().to_string();
    let headers = [
        JSON,
        ("Lambda-Runtime-Aws-Request-Id", &invocation.request_id),
        ("Lambda-Runtime-Deadline-Ms", &deadline),
        (
            "Lambda-Runtime-Invoked-Function-Arn",
            &invocation.function_arn,
        ),
        ("Lambda-Runtime-Trace-Id", &invocation.trace_id),
    ];
    answer(200, &headers, invocation.event)
}

fn accepted((): ()) -> Answer {
    answer(202, &[JSON], json!({ "status": "OK" }).to_string())
}

fn too_large((): ()) -> Answer {
    let message = format!("Exceeded maximum allowed payload size ({MAX_ANSWER} bytes).");
    refused(413, "RequestEntityTooLarge", &message)
}

fn refused(status: u16, error_type: &str, message: &str) -> Answer {
    let body = json!({ "errorType": error_type, "errorMessage": message });
    answer(status, &[JSON], body.to_string())
}

const JSON: (&str, &str) = ("content-type", "application/json");
