//! How an event ended: what the gateway gets, and what the log line calls it.

use protocol::{ErrorReply, Refusal};

use crate::event::Response;

/// How an event ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) response: Response,
    pub(crate) outcome: Outcome,
}

/// What a log line calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// As it was meant to.
    Ok,
    /// An error reply, or a refused handshake, with that code.
    Code(&'static str),
    /// Rows of an ended connection could not be deleted.
    RowsLeftBehind,
    /// A message of a connection without rows, which is closed.
    NoConnection,
    /// The sender has been missing events, and is closed.
    ConnectionLost,
}

impl Outcome {
    /// Its name in the log.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Code(code) => code,
            Self::RowsLeftBehind => "RowsLeftBehind",
            Self::NoConnection => "NoConnection",
            Self::ConnectionLost => "ConnectionLost",
        }
    }
}

impl Ended {
    /// Without a frame.
    pub(crate) fn silent(outcome: Outcome) -> Self {
        Self {
            response: Response::silent(),
            outcome,
        }
    }

    /// With that reply.
    pub(crate) fn reply(frame: String) -> Self {
        Self {
            response: Response::frame(frame),
            outcome: Outcome::Ok,
        }
    }

    /// With an error reply.
    pub(crate) fn error(reply: &ErrorReply) -> Self {
        Self {
            response: Response::frame(reply.encode()),
            outcome: Outcome::Code(reply.error.code.as_str()),
        }
    }

    /// With a refused handshake.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self {
            response: Response {
                status_code: refusal.status(),
                body: Some(refusal.encode()),
            },
            outcome: Outcome::Code(refusal.code().as_str()),
        }
    }
}
