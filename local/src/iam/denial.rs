//! Why a call is not let in.

/// Why a call is not let in, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Denial {
    /// The exception that AWS answers with.
    pub exception: &'static str,
    /// What its message says.
    pub message: String,
}

impl Denial {
    /// A denial with that exception.
    pub fn new(exception: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { exception, message }
    }

    /// The `Authorization` header, or what belongs to it, lacks a part.
    pub(super) fn incomplete(message: impl Into<String>) -> Self {
        Self::new("IncompleteSignatureException", message)
    }

    /// The signature is for something else, or of another time.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidSignatureException", message)
    }

    /// Nobody has that key, or not with that token.
    pub(super) fn unknown_key() -> Self {
        let message = "The security token included in the request is invalid.";
        Self::new("UnrecognizedClientException", message)
    }
}
