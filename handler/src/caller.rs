//! Who sent the event that is being handled, when, and how much time there is.

use protocol::RequestId;
use tokio::time::timeout_at;

use crate::deadline::Deadline;
use crate::errors::RequestError;
use crate::tables::connections::Connection;
use crate::tables::items::Stamp;

/// The sender of a message.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    /// Its connection.
    pub(crate) connection: Connection,
    /// The client's own id of the request, which the reply carries back.
    pub(crate) echo: Option<RequestId>,
    /// The API's stage.
    pub(crate) stage: &'a str,
    /// The gateway's id and time of the message, and when all work must have ended.
    pub(crate) stamp: Stamp<'a>,
}

impl Caller<'_> {
    /// What the tables say, unless the time is over before.
    pub(crate) async fn in_time<T, E: Into<RequestError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, RequestError> {
        in_time(self.stamp.deadline, work).await
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
