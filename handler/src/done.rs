//! What came of a request that succeeded.

use protocol::Reply;

/// What an action did.
#[derive(Debug)]
pub(crate) struct Done {
    /// The reply.
    pub(crate) reply: Reply,
    /// Whether the sender's connection is still listed. If not, it has been missing events and must be closed.
    pub(crate) listed: bool,
}

impl Done {
    /// An action with that reply.
    pub(crate) fn new(reply: impl Into<Reply>, listed: bool) -> Self {
        Self {
            reply: reply.into(),
            listed,
        }
    }
}
