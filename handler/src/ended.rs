//! How an event ended: what the gateway gets, and what the log line calls it.

use protocol::{ErrorReply, Refusal};

use crate::event::Response;

/// How an event ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What the gateway gets.
    pub(crate) response: Response,
    /// What the log line calls it: [`Ended::OK`], a code of the protocol, or a name of the route's own.
    pub(crate) outcome: &'static str,
}

impl Ended {
    /// The outcome of an event that ended as it was meant to.
    pub(crate) const OK: &str = "ok";

    /// Without a frame.
    pub(crate) fn silent(outcome: &'static str) -> Self {
        Self {
            response: Response::silent(),
            outcome,
        }
    }

    /// With that reply.
    pub(crate) fn reply(frame: String) -> Self {
        Self {
            response: Response::frame(frame),
            outcome: Self::OK,
        }
    }

    /// With an error reply.
    pub(crate) fn error(reply: &ErrorReply) -> Self {
        Self {
            response: Response::frame(reply.encode()),
            outcome: reply.error.code.as_str(),
        }
    }

    /// With a refused handshake.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self {
            response: Response {
                status_code: refusal.status(),
                body: Some(refusal.encode()),
            },
            outcome: refusal.code().as_str(),
        }
    }
}
