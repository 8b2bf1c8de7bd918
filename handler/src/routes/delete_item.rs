//! `deleteItem`: an item leaves the board, and a tombstone in the table.

use protocol::item::DeletedItem;
use protocol::request::DeleteItem;
use protocol::{Format, Reply, reply};

use super::Done;
use crate::caller::Caller;
use crate::errors::RequestError;
use crate::fanout::Change;
use crate::handler::Handler;

/// Writes the tombstone, tells the others, replies.
pub(crate) async fn run(
    handler: &Handler,
    caller: &Caller<'_>,
    request: DeleteItem,
) -> Result<Done, RequestError> {
    let deleted = handler
        .items
        .delete(caller.connection.board(), &request, caller.stamp())
        .await?;
    let change = Change::Deleted(request.item_id.clone(), deleted.version);
    let listed = handler.announce(caller, &change).await?;
    // The first contract's reply says nothing about the item.
    let item = match caller.connection.format() {
        Format::Dynamodb => None,
        Format::Json => Some(DeletedItem::new(
            &request.item_id,
            deleted.version,
            Format::Json,
        )),
    };
    let response = reply::Deleted {
        metadata: deleted.metadata,
    };
    Ok(Done {
        reply: Reply::Deleted { item, response },
        listed,
    })
}
