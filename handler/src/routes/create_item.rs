//! `createItem`: a new item on the board.

use protocol::request::CreateItem;
use protocol::{Reply, WireItem};

use super::Done;
use crate::caller::Caller;
use crate::errors::RequestError;
use crate::fanout::Change;
use crate::handler::Handler;

/// Writes the item, tells the others, replies with it.
pub(crate) async fn run(
    handler: &Handler,
    caller: &Caller<'_>,
    request: CreateItem,
) -> Result<Done, RequestError> {
    let created = handler
        .items
        .create(caller.connection.board(), request, caller.stamp())
        .await?;
    // A repeat that found the item has changed nothing, and tells nobody.
    let listed = if created.repeated {
        handler.is_listed(caller).await?
    } else {
        let change = Change::Created(created.item.clone());
        handler.announce(caller, &change).await?
    };
    let item = WireItem::new(created.item, caller.connection.format());
    Ok(Done {
        reply: Reply::Created { item },
        listed,
    })
}
