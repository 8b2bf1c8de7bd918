//! Messages to the engine, for the person who runs the program.

use crate::protocol::{
    LogRequest, LogSeverity, RequirePulumiVersionRequest, engine_client::EngineClient,
};
use crate::{mask::Mask, problem::Problem};
use tokio::{
    runtime::Handle,
    sync::mpsc::{self, UnboundedSender},
    task::JoinHandle,
};
use tonic::{Status, transport::Channel};

/// The engine's log. Messages arrive in the order in which they are given; without an engine they go nowhere. Secrets of the
/// configuration are masked in them.
#[derive(Clone)]
pub struct Log {
    mask: Mask,
    engine: Option<EngineClient<Channel>>,
    messages: Option<UnboundedSender<Entry>>,
}

/// Sends what a [`Log`] is given.
pub(crate) struct LogWriter(Option<JoinHandle<bool>>);

enum Entry {
    Message(LogRequest),
    /// The program is over. It may have left copies of its log behind, so their end is not waited for.
    End,
}

impl Log {
    /// Connects to the engine, if there is one at that address.
    pub(crate) async fn connect(address: Option<&str>, mask: Mask) -> (Self, LogWriter) {
        let engine = match address {
            Some(address) => EngineClient::connect(format!("http://{address}"))
                .await
                .ok(),
            None => None,
        };
        let mut log = Self {
            mask,
            engine,
            messages: None,
        };
        let writer = log.engine.clone().map(|engine| {
            let (messages, receiver) = mpsc::unbounded_channel();
            log.messages = Some(messages);
            Handle::current().spawn(write(engine, receiver))
        });
        (log, LogWriter(writer))
    }

    /// Something that is good to know.
    pub fn info(&self, message: impl Into<String>) {
        self.send(LogSeverity::Info, message.into(), None, false);
    }

    /// Something that may be wrong.
    pub fn warn(&self, message: impl Into<String>) {
        self.send(LogSeverity::Warning, message.into(), None, false);
    }

    /// What is going on right now: shown while it lasts, and not kept.
    pub fn status(&self, message: impl Into<String>) {
        self.send(LogSeverity::Info, message.into(), None, true);
    }

    /// Something that ended the program.
    pub(crate) fn problem(&self, problem: &Problem) {
        let urn = problem.urn.clone();
        self.send(LogSeverity::Error, problem.message.clone(), urn, false);
    }

    pub(crate) async fn require_pulumi_version(&self, range: String) -> Result<(), Status> {
        let Some(mut engine) = self.engine.clone() else {
            return Ok(());
        };
        let demand = RequirePulumiVersionRequest {
            pulumi_version_range: range,
        };
        engine.require_pulumi_version(demand).await.map(|_| ())
    }

    fn send(&self, severity: LogSeverity, message: String, urn: Option<String>, ephemeral: bool) {
        self.write(Entry::Message(LogRequest {
            severity: severity as i32,
            message: self.mask.apply(&message),
            urn: urn.unwrap_or_default(),
            ephemeral,
            ..LogRequest::default()
        }));
    }

    /// Nothing is written after this.
    pub(crate) fn end(&self) {
        self.write(Entry::End);
    }

    fn write(&self, entry: Entry) {
        if let Some(messages) = &self.messages {
            // It fails only after the end of the program, or of the engine.
            let _ = messages.send(entry);
        }
    }
}

impl LogWriter {
    /// Waits until everything up to the log's end has been sent. Says whether all of it arrived.
    pub(crate) async fn finish(self) -> bool {
        match self.0 {
            Some(writer) => writer.await.unwrap_or(false),
            None => false,
        }
    }
}

async fn write(
    mut engine: EngineClient<Channel>,
    mut messages: mpsc::UnboundedReceiver<Entry>,
) -> bool {
    let mut arrived = true;
    while let Some(Entry::Message(message)) = messages.recv().await {
        arrived &= engine.log(message).await.is_ok();
    }
    arrived
}
