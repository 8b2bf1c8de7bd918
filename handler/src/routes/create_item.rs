//! `createItem`: a new item on the board.

use protocol::request::CreateItem;
use protocol::{Reply, WireItem};

use super::Done;
use crate::announce::Audience;
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
    // The request that made the item may have ended before it told the others. To hear of an item twice does no harm to
    // clients that know versions, or draw whole boards; and once an item has been changed, the change has told of it.
    let audience = match (created.repeated, created.item.version) {
        (false, _) => Audience::Everyone,
        (true, 1) => Audience::WhoCanHearTwice,
        (true, _) => Audience::Nobody,
    };
    let change = Change::Created(created.item.clone());
    let listed = handler.announce(caller, &change, audience).await?;
    let item = WireItem::new(created.item, caller.connection.format());
    Ok(Done {
        reply: Reply::Created { item },
        listed,
    })
}
