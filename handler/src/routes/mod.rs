//! The routes, one file each.

pub(crate) mod connect;
pub(crate) mod create_item;
pub(crate) mod default;
pub(crate) mod delete_item;
pub(crate) mod disconnect;
pub(crate) mod scan_entire_table;
pub(crate) mod test;
pub(crate) mod update_status;

use protocol::Reply;

/// What a message's route did.
#[derive(Debug)]
pub(crate) struct Done {
    /// The reply.
    pub(crate) reply: Reply,
    /// Whether the sender's connection is still listed. If not, it has been missing events and must be closed.
    pub(crate) listed: bool,
}
