//! A sandbox given events by hand, one at a time.

use super::{
    call::{Call, ErrorReport, Invocation, Refusal, Reply},
    server::RuntimeApi,
};
use bytes::Bytes;
use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

const FUNCTION_ARN: &str = "arn:aws:lambda:eu-north-1:000000000000:function:board";

/// How long a sandbox may say nothing. More than any start or event takes, under valgrind too.
const PATIENCE: Duration = Duration::from_secs(60);

/// The Runtime API of one sandbox, and the events that it gets.
#[derive(Debug)]
pub struct Driver {
    api: RuntimeApi,
    /// The time that the sandbox is told an event has.
    timeout: Duration,
    waiting: Option<Reply<Invocation>>,
}

/// Why a sandbox did not answer an event.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The function answered with an error.
    #[error("the function failed: {0}")]
    Reported(#[from] ErrorReport),
    /// The sandbox said something else than its state allows.
    #[error("the sandbox made a call that does not fit its state: {0}")]
    Unexpected(String),
    /// It said nothing for a minute, or has ended.
    #[error("nothing is heard of the sandbox")]
    Silent,
}

impl Driver {
    /// Listens on a free port, for a sandbox whose events have so much time.
    ///
    /// # Errors
    /// There is no port.
    pub async fn listen(timeout: Duration) -> io::Result<Self> {
        Ok(Self {
            api: RuntimeApi::listen().await?,
            timeout,
            waiting: None,
        })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.api.address()
    }

    /// Waits until the sandbox asks for an event.
    ///
    /// # Errors
    /// It says something else, or nothing.
    pub async fn ready(&mut self) -> Result<(), Failure> {
        if self.waiting.is_none() {
            match self.hear().await? {
                Call::Next(waiting) => self.waiting = Some(waiting),
                other => return Err(unexpected(other)),
            }
        }
        Ok(())
    }

    /// Gives the sandbox an event and waits for its answer. Returns that, and how long it took from the event's delivery.
    ///
    /// # Errors
    /// The function failed, or the sandbox says something else, or nothing.
    pub async fn invoke(&mut self, event: Bytes) -> Result<(Bytes, Duration), Failure> {
        self.ready().await?;
        let invocation = Invocation::new(FUNCTION_ARN.to_owned(), self.timeout, event);
        let id = invocation.request_id.clone();
        let waiting = self.waiting.take().ok_or(Failure::Silent)?;
        let started = Instant::now();
        waiting.deliver(invocation).map_err(|_| Failure::Silent)?;
        let answer = self.hear().await?;
        let took = started.elapsed();
        match answer {
            Call::Response {
                request_id,
                payload,
                receipt,
            } if request_id == id => {
                receipt.accept();
                Ok((payload.map_err(ErrorReport::from)?, took))
            }
            Call::Error {
                request_id,
                report,
                receipt,
            } if request_id == id => {
                receipt.accept();
                Err(report.into())
            }
            other => Err(unexpected(other)),
        }
    }

    async fn hear(&mut self) -> Result<Call, Failure> {
        let call = tokio::time::timeout(PATIENCE, self.api.call()).await;
        call.ok().flatten().ok_or(Failure::Silent)
    }
}

fn unexpected(call: Call) -> Failure {
    let said = format!("{call:?}");
    call.refuse(Refusal::InvalidStateTransition);
    Failure::Unexpected(said)
}
