//! Who sent the event that is being handled, when, and how much time there is.

use protocol::RequestId;
use tokio::time::timeout_at;

use crate::clock::Now;
use crate::deadline::Deadline;
use crate::errors::RequestError;
use crate::tables::connections::Connection;
use crate::tables::items::Stamp;

/// The sender of a message.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    /// Its connection.
    pub(crate) connection: Connection,
    /// The gateway's id of the message.
    pub(crate) request_id: &'a str,
    /// The client's own id of the request, which the reply carries back.
    pub(crate) echo: Option<RequestId>,
    /// The API's stage.
    pub(crate) stage: &'a str,
    /// The gateway's time of the message.
    pub(crate) now: Now,
    /// When all work must have ended.
    pub(crate) deadline: Deadline,
}

impl Caller<'_> {
    /// By whom and when rows are changed, and how long that may take.
    pub(crate) fn stamp(&self) -> Stamp<'_> {
        Stamp {
            request_id: self.request_id,
            now: self.now,
            deadline: self.deadline,
        }
    }

    /// What the tables say, unless the time is over before.
    pub(crate) async fn in_time<T, E: Into<RequestError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, RequestError> {
        in_time(self.deadline, work).await
    }
}

/// What the tables say, unless the time is over before.
pub(crate) async fn in_time<T, E: Into<RequestError>>(
    deadline: Deadline,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, RequestError> {
    let result = timeout_at(deadline.instant(), work).await;
    result.map_or(Err(RequestError::OutOfTime), |result| {
        result.map_err(Into::into)
    })
}
