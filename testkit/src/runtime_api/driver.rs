//! A sandbox given events by hand, one at a time.

use super::{
    call::{Call, Invocation, Reply},
    server::RuntimeApi,
};
use anyhow::{Context as _, Result, bail};
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
    pub async fn ready(&mut self) -> Result<()> {
        if self.waiting.is_none() {
            match self.hear().await? {
                Call::Next(waiting) => self.waiting = Some(waiting),
                other => bail!("the sandbox cannot be ready for an event: {other:?}"),
            }
        }
        Ok(())
    }

    /// Gives the sandbox an event and waits for its answer. Returns that, and how long it took from the event's delivery.
    ///
    /// # Errors
    /// The function failed (an [`ErrorReport`](super::ErrorReport)), or the sandbox says something else, or nothing.
    pub async fn invoke(&mut self, event: Bytes) -> Result<(Bytes, Duration)> {
        self.ready().await?;
        let invocation = Invocation::new(FUNCTION_ARN.to_owned(), self.timeout, event);
        let id = invocation.request_id.clone();
        let waiting = self.waiting.take().context(SILENT)?;
        let started = Instant::now();
        waiting.deliver(invocation).ok().context(SILENT)?;
        let call = self.hear().await?;
        let took = started.elapsed();
        match call {
            Call::Answer {
                request_id,
                result,
                receipt,
            } if request_id == id => {
                receipt.accept();
                Ok((result?, took))
            }
            other => bail!("the sandbox was given an event, and said {other:?}"),
        }
    }

    async fn hear(&mut self) -> Result<Call> {
        let call = tokio::time::timeout(PATIENCE, self.api.call()).await;
        call.ok().flatten().context(SILENT)
    }
}

const SILENT: &str = "nothing is heard of the sandbox";
