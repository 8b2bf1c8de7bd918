//! One sandbox, from its initialisation to its end.
//!
//! Its states are those of Lambda: it comes up until it first asks for an event; it is at work from an event's delivery
//! until it asks for the next; in between it is free. It can end in any of them.

use super::{
    at_work::AtWork,
    environment::{FunctionConfig, Scope, task_root},
    error::{InitFailure, InitFailureCause, InvokeError, LastLines},
    log::LogStream,
    options::Options,
    process::Process,
};
use bytes::Bytes;
use gateway::Clock;
use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use testkit::runtime_api::{Call, ErrorReport, Invocation, Refusal, Reply, RuntimeApi};
use tokio::{
    process::Command,
    time::{Instant, sleep, timeout},
};

/// How long a sandbox that has ended is heard for what it said before.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A process and its Runtime API. Dropping it kills the process and whatever it started.
pub(super) struct Sandbox {
    config: Arc<FunctionConfig>,
    clock: Clock,
    log: LogStream,
    api: RuntimeApi,
    process: Process,
    at_work: AtWork,
    /// It waits for an event on this call.
    waiting: Option<Reply<Invocation>>,
    /// No event was given to it yet.
    fresh: bool,
}

/// What became of an event.
pub(super) enum Invoked {
    /// The sandbox answered by this time at the latest, and has until then to ask for its next event.
    Answered(Result<Bytes, InvokeError>, WorkUntil),
    /// The sandbox has ended.
    Ended(InvokeError),
    /// The sandbox has ended, and cannot have seen the event.
    NotTaken(Bytes),
}

/// When the time is over that the event at work may take.
pub(super) struct WorkUntil {
    request_id: String,
    deadline: Instant,
}

/// Why nothing more is heard of a sandbox.
enum Silence {
    /// It has ended, in this way.
    Exited(String),
    /// It said nothing in all of its time.
    Over,
}

impl Sandbox {
    /// Starts the process.
    pub(super) async fn spawn(
        config: Arc<FunctionConfig>,
        options: &Options,
    ) -> Result<Self, InitFailure> {
        let failure = |cause| InitFailure {
            function: config.name.clone(),
            cause,
            last_lines: LastLines::default(),
        };
        let api = RuntimeApi::listen()
            .await
            .map_err(|error| failure(InitFailureCause::RuntimeApi(error)))?;
        let mut log = LogStream::new(options.log.clone());
        let scope = Scope {
            config: &config,
            runtime_api: api.address(),
            log_stream: log.name(),
        };
        let mut command = Command::new(&config.executable);
        command
            .env_clear()
            .envs(scope.variables())
            .current_dir(task_root(&config));
        let (process, output) = Process::spawn(command).map_err(|error| {
            let executable = config.executable.clone();
            failure(InitFailureCause::Executable { executable, error })
        })?;
        log.follow(output.stdout);
        log.follow(output.stderr);
        tracing::debug!(function = config.name, stream = log.name(), "INIT_START");
        let clock = options.clock.clone();
        Ok(Self {
            config,
            clock,
            log,
            api,
            process,
            at_work: options.at_work.clone(),
            waiting: None,
            fresh: true,
        })
    }

    /// Waits until it asks for its first event.
    pub(super) async fn initialise(&mut self, within: Duration) -> Result<(), InitFailure> {
        // Real time: it starts as fast as it starts, however far a test moves the clock.
        let mut over = pin!(sleep(within));
        let cause = loop {
            match self.hear(over.as_mut()).await {
                Ok(Call::Next(next)) => {
                    self.waiting = Some(next);
                    return Ok(());
                }
                Ok(Call::InitError { report, receipt }) => {
                    receipt.accept();
                    break InitFailureCause::Reported(report);
                }
                Ok(other) => other.refuse(Refusal::InvalidStateTransition),
                Err(Silence::Exited(status)) => break InitFailureCause::Exited(status),
                Err(Silence::Over) => break InitFailureCause::TimedOut(within),
            }
        };
        self.end().await;
        let last_lines = self.log.last_lines().await;
        Err(InitFailure {
            function: self.config.name.clone(),
            cause,
            last_lines,
        })
    }

    /// Gives it an event and waits for the answer, or the end of the time that it may take.
    pub(super) async fn invoke(&mut self, event: Bytes) -> Invoked {
        let clock = self.clock.clone();
        let started = clock.instant();
        let deadline = started + self.config.timeout;
        let mut over = pin!(clock.sleep_until(deadline));
        let invocation = Invocation::new(self.config.arn.clone(), self.config.timeout, event);
        let request_id = invocation.request_id.clone();
        let _shift = self
            .at_work
            .begin(&invocation.trace_id, self.process.group());
        tracing::debug!(
            stream = self.log.name(),
            "START RequestId: {request_id} Version: $LATEST"
        );

        let fresh = std::mem::replace(&mut self.fresh, false);
        let answered = match self.deliver(invocation, over.as_mut()).await {
            Ok(()) => self.answer(&request_id, over.as_mut()).await,
            // One that comes up and ends at once would be followed by others like it.
            Err((event, Silence::Exited(status))) if !fresh => {
                self.note_end(&status);
                return Invoked::NotTaken(event);
            }
            Err((_, silence)) => Err(silence),
        };
        let result = match answered {
            Ok(result) => result,
            Err(Silence::Exited(status)) => return self.crashed(&request_id, status).await,
            Err(Silence::Over) => return Invoked::Ended(self.timed_out(&request_id).await),
        };

        tracing::debug!(
            stream = self.log.name(),
            "END RequestId: {request_id} Duration: {:.2} ms",
            (clock.instant() - started).as_secs_f64() * 1000.0
        );
        let work = WorkUntil {
            request_id,
            deadline,
        };
        Invoked::Answered(result.map_err(InvokeError::Error), work)
    }

    /// Waits until it asks for its next event. False if it ended instead, or had to be ended.
    pub(super) async fn settle(&mut self, work: WorkUntil) -> bool {
        let clock = self.clock.clone();
        let mut over = pin!(clock.sleep_until(work.deadline));
        loop {
            match self.hear(over.as_mut()).await {
                Ok(Call::Next(next)) => {
                    self.waiting = Some(next);
                    return true;
                }
                Ok(other) => other.refuse(Refusal::InvalidStateTransition),
                Err(Silence::Exited(status)) => {
                    self.note_end(&status);
                    return false;
                }
                Err(Silence::Over) => {
                    self.timed_out(&work.request_id).await;
                    return false;
                }
            }
        }
    }

    /// Returns when it has ended by itself.
    pub(super) async fn ended(&self) {
        let status = self.process.exited().await;
        self.note_end(&status);
    }

    /// Kills it, and returns when it is gone.
    pub(super) async fn end(&self) {
        self.process.kill();
        self.process.exited().await;
    }

    /// Gives the event to the call that waits for one. Without such a call, it comes back.
    async fn deliver(
        &mut self,
        mut invocation: Invocation,
        mut over: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), (Bytes, Silence)> {
        loop {
            let next = match self.waiting.take() {
                Some(next) => next,
                None => match self.hear(over.as_mut()).await {
                    Ok(Call::Next(next)) => next,
                    Ok(other) => {
                        other.refuse(Refusal::InvalidStateTransition);
                        continue;
                    }
                    Err(silence) => return Err((invocation.event, silence)),
                },
            };
            match next.deliver(invocation) {
                Ok(()) => return Ok(()),
                // It has hung up. It may call again, or be about to end.
                Err(undelivered) => invocation = undelivered,
            }
        }
    }

    /// What the handler made of an event that was delivered.
    async fn answer(
        &mut self,
        request_id: &str,
        mut over: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Result<Bytes, ErrorReport>, Silence> {
        loop {
            match self.hear(over.as_mut()).await? {
                Call::Answer {
                    request_id: id,
                    result,
                    receipt,
                } if id == request_id => {
                    receipt.accept();
                    return Ok(result);
                }
                other @ Call::Answer { .. } => other.refuse(Refusal::InvalidRequestId),
                other => other.refuse(Refusal::InvalidStateTransition),
            }
        }
    }

    /// The next thing it says or asks.
    async fn hear(&mut self, over: Pin<&mut impl Future<Output = ()>>) -> Result<Call, Silence> {
        tokio::select! {
            biased;
            Some(call) = self.api.call() => Ok(call),
            status = self.process.exited() => {
                // What it said before it ended may still be on its way.
                self.api.close();
                match timeout(LAST_WORDS, self.api.call()).await {
                    Ok(Some(call)) => Ok(call),
                    _ => Err(Silence::Exited(status)),
                }
            }
            () = over => Err(Silence::Over),
        }
    }

    async fn crashed(&mut self, request_id: &str, status: String) -> Invoked {
        self.log.write(&format!(
            "RequestId: {request_id} Error: Runtime exited with error: {status} Runtime.ExitError"
        ));
        let last_lines = self.log.last_lines().await;
        Invoked::Ended(InvokeError::Crashed { status, last_lines })
    }

    async fn timed_out(&mut self, request_id: &str) -> InvokeError {
        self.end().await;
        let error = InvokeError::TimedOut {
            after: self.config.timeout,
        };
        self.log.write(&format!("{request_id} {error}"));
        error
    }

    fn note_end(&self, status: &str) {
        self.log.write(&format!(
            "The sandbox ended by itself while it was free: {status}"
        ));
    }
}
