//! Who sent the event that is being handled, when, and how much time there is.

use crate::clock::Now;
use crate::deadline::Deadline;
use crate::tables::connections::Connection;
use crate::tables::items::Stamp;

/// The sender of a message.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    /// Its connection.
    pub(crate) connection: Connection,
    /// The gateway's id of the message.
    pub(crate) request_id: &'a str,
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
}
