//! What a failure means: one place that maps causes to the codes of the protocol.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use protocol::{ErrorBody, ErrorCode, Refusal, RefusalCode};

use crate::attempts::{Attempt, Attempts};

/// Why DynamoDB did not do, or may not have done, what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    /// Too busy for every attempt; nothing was changed.
    #[error("every attempt was throttled: {0}")]
    Throttled(String),
    /// No answer, or none that says whether anything was changed.
    #[error("no answer: {0}")]
    Unavailable(String),
    /// Refused: a missing grant, a missing table, a request that is wrong. Our fault.
    #[error("refused: {0}")]
    Refused(String),
    /// A row that this program did not write.
    #[error("a row that cannot be read: {0}")]
    UnreadableRow(String),
}

impl DatabaseError {
    /// What the SDK's error means after those attempts.
    pub(crate) fn new<E: Error + ProvideErrorMetadata + 'static, R: std::fmt::Debug + 'static>(
        error: &SdkError<E, R>,
        attempts: &Attempts,
    ) -> Self {
        let cause = cause(error);
        match attempts.outcomes().as_slice() {
            [] => Self::Unavailable(cause),
            all if all.iter().all(|one| *one == Attempt::Throttled) => Self::Throttled(cause),
            all if all.contains(&Attempt::Unknown) => Self::Unavailable(cause),
            [.., Attempt::Refused] => Self::Refused(cause),
            _ => Self::Unavailable(cause),
        }
    }
}

/// What a log says of an SDK's error: the service's code and message, or the chain of what went wrong before there was an
/// answer. Never the answer itself, which may hold a row.
pub(crate) fn cause<E, R>(error: &SdkError<E, R>) -> String
where
    E: Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    if let Some(refused) = error.as_service_error() {
        let code = refused.code().unwrap_or("an error without a code");
        return match refused.message() {
            Some(message) => format!("{code}: {message}"),
            None => code.to_owned(),
        };
    }
    causes(error)
}

/// The chain of what went wrong.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Why a request was not fulfilled.
#[derive(Debug)]
pub(crate) enum RequestError {
    /// There is no such item, or it was deleted.
    NotFound,
    /// The item has that version, not the expected one.
    Conflict(u64),
    /// DynamoDB is to blame, and nothing else was done for the request.
    Database(DatabaseError),
    /// The change was made, but who must hear of it could not be read.
    Unannounced(DatabaseError),
    /// The connection has no rows: nobody knows on which board it is.
    NoConnection,
    /// The function's time is over.
    OutOfTime,
}

impl RequestError {
    /// What the client is told. The cause goes to the log only.
    pub(crate) fn body(&self) -> ErrorBody {
        let (code, detail) = match self {
            Self::NotFound => (
                ErrorCode::ItemNotFound,
                "there is no item with this id on this board",
            ),
            Self::Conflict(_) => (
                ErrorCode::VersionConflict,
                "the item has been changed: it has another version",
            ),
            Self::Database(DatabaseError::Throttled(_)) => (
                ErrorCode::Throttled,
                "the database is busy and nothing was changed: try again later",
            ),
            Self::Database(DatabaseError::Unavailable(_))
            | Self::Unannounced(_)
            | Self::OutOfTime => (
                ErrorCode::Unavailable,
                "the database did not answer: repeat the request or scan the board",
            ),
            Self::Database(DatabaseError::Refused(_) | DatabaseError::UnreadableRow(_))
            | Self::NoConnection => (
                ErrorCode::Internal,
                "something went wrong on our side: repeat the request or scan the board",
            ),
        };
        let current_version = match self {
            Self::Conflict(version) => Some(*version),
            _ => None,
        };
        ErrorBody {
            current_version,
            ..ErrorBody::new(code, detail)
        }
    }

    /// The cause, where it is ours to look into.
    pub(crate) fn cause(&self) -> Option<String> {
        match self {
            Self::NotFound | Self::Conflict(_) => None,
            Self::Database(error) => Some(error.to_string()),
            Self::Unannounced(error) => {
                Some(format!("changed, but nobody else could be told: {error}"))
            }
            Self::NoConnection => Some("the connection has no rows: it is closed".to_owned()),
            Self::OutOfTime => Some("the function's time was over".to_owned()),
        }
    }
}

impl From<DatabaseError> for RequestError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

/// How a handshake is refused when the database fails.
impl From<DatabaseError> for Refusal {
    fn from(error: DatabaseError) -> Self {
        let (code, detail) = match error {
            DatabaseError::Throttled(_) | DatabaseError::Unavailable(_) => (
                RefusalCode::Unavailable,
                "the database did not answer: try again later",
            ),
            DatabaseError::Refused(_) | DatabaseError::UnreadableRow(_) => (
                RefusalCode::Internal,
                "something went wrong on our side: try again later",
            ),
        };
        Self::new(code, detail)
    }
}
