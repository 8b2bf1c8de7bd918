//! Why a signature is not accepted.

/// Why a signature is not accepted, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("Missing Authentication Token")]
    Missing,
    /// It lacks one of its parts.
    #[error("{0}")]
    Incomplete(String),
    /// It is made for another day, region or service.
    #[error("{0}")]
    Scope(String),
    /// Nobody has that key, or not with that token.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// It is too old.
    #[error("Signature expired: {signed} is now earlier than {oldest} ({now} - 5 min.)")]
    Expired {
        /// When it was made.
        signed: String,
        /// When it would have had to be made.
        oldest: String,
        /// What time it is here.
        now: String,
    },
    /// It comes from the future.
    #[error("Signature not yet current: {signed} is still later than {newest} ({now} + 5 min.)")]
    NotYetCurrent {
        /// When it was made.
        signed: String,
        /// When it would have had to be made.
        newest: String,
        /// What time it is here.
        now: String,
    },
    /// Another secret key, or something was changed on the way.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

impl SignatureError {
    /// The exception that AWS answers with.
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::Scope(_) | Self::Expired { .. } | Self::NotYetCurrent { .. } | Self::Mismatch => {
                "InvalidSignatureException"
            }
        }
    }
}
