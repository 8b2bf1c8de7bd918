//! `updateStatus`: an item moves to another column.

use protocol::request::UpdateStatus;
use protocol::{Reply, WireItem, reply};

use super::Done;
use crate::caller::Caller;
use crate::errors::RequestError;
use crate::fanout::Change;
use crate::handler::Handler;

/// Writes the status, tells the others, replies with the whole item.
pub(crate) async fn run(
    handler: &Handler,
    caller: &Caller<'_>,
    request: UpdateStatus,
) -> Result<Done, RequestError> {
    let updated = handler
        .items
        .update(caller.connection.board(), &request, caller.stamp())
        .await?;
    let change = Change::Updated(updated.item.clone());
    let listed = handler.announce(caller, &change).await?;
    let response = reply::Updated {
        metadata: updated.metadata,
        attributes: WireItem::new(updated.item, caller.connection.format()),
    };
    Ok(Done {
        reply: Reply::Updated { response },
        listed,
    })
}
