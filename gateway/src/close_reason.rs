//! How a connection ended.

use std::borrow::Cow;
use tokio_tungstenite::tungstenite::{
    Error, Utf8Bytes,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// A close code and its reason, as `$disconnect` learns them and, where the gateway ends the connection, as they
/// stand in the close frame.
///
/// The words for 1000, 1001 and 1005 were seen in API Gateway's logs, the others are ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CloseReason {
    pub(crate) code: u16,
    pub(crate) reason: Cow<'static, str>,
}

impl CloseReason {
    /// The client was closed by `DELETE`.
    pub(crate) const DELETED: Self = Self::known(1000, "Connection Closed Normally");
    /// Idle, two hours old, or the gateway is shutting down.
    pub(crate) const GOING_AWAY: Self = Self::known(1001, "Going away");
    /// A frame that RFC 6455 does not allow.
    pub(crate) const VIOLATION: Self = Self::known(1002, "Protocol error");
    /// A binary frame.
    pub(crate) const BINARY: Self = Self::known(1003, "Binary frames are not supported");
    /// The client's close frame had no code.
    const NO_STATUS: Self = Self::known(1005, "Client-side close frame status not set");
    /// The socket ended without a close frame.
    pub(crate) const LOST: Self = Self::known(1006, "Connection closed abnormally");
    /// A text that is not UTF-8.
    const NOT_UTF8: Self = Self::known(1007, "Invalid UTF-8 in a text frame");
    /// A frame or message beyond its limit.
    const TOO_LONG: Self = Self::known(1009, "Message too long");

    const fn known(code: u16, reason: &'static str) -> Self {
        Self {
            code,
            reason: Cow::Borrowed(reason),
        }
    }

    /// The client closed, with this frame.
    pub(crate) fn by_client(frame: Option<CloseFrame>) -> Self {
        let Some(CloseFrame { code, reason }) = frame else {
            return Self::NO_STATUS;
        };
        let reason = match (code, reason.as_str()) {
            (CloseCode::Normal, "") => Self::DELETED.reason,
            (CloseCode::Away, "") => Self::GOING_AWAY.reason,
            (_, words) => Cow::Owned(words.to_owned()),
        };
        Self {
            code: code.into(),
            reason,
        }
    }

    /// What the client is told when what it sent could not be read.
    pub(crate) fn by_error(error: &Error) -> Self {
        match error {
            Error::Capacity(_) => Self::TOO_LONG,
            Error::Utf8(_) => Self::NOT_UTF8,
            Error::Protocol(violation) if !is_loss(violation) => Self::VIOLATION,
            _ => Self::LOST,
        }
    }

    /// The close frame to send. None for a peer that is no longer there.
    pub(crate) fn frame(&self) -> Option<CloseFrame> {
        let reason = match &self.reason {
            Cow::Borrowed(words) => Utf8Bytes::from_static(words),
            Cow::Owned(words) => Utf8Bytes::from(words.as_str()),
        };
        (*self != Self::LOST).then(|| CloseFrame {
            code: self.code.into(),
            reason,
        })
    }
}

fn is_loss(violation: &tokio_tungstenite::tungstenite::error::ProtocolError) -> bool {
    use tokio_tungstenite::tungstenite::error::ProtocolError;
    matches!(violation, ProtocolError::ResetWithoutClosingHandshake)
}
