//! `createItem`: a new item on the board.

use protocol::request::CreateItem;
use protocol::{Reply, WireItem};

use super::Done;
use crate::caller::Caller;
use crate::errors::{DatabaseError, RequestError};
use crate::fanout::Change;
use crate::handler::Handler;
use crate::tables::items::CreatedBy;

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
    let listed = match created.created_by {
        CreatedBy::ThisRequest => {
            let change = Change::Created(created.item.clone());
            handler.announce(caller, &change).await?
        }
        // A repeat that found the item tells nobody.
        CreatedBy::EarlierRequest => handler.is_listed(caller).await?,
        // Of a change that may be ours it must not be said that there is none.
        CreatedBy::Unknown => handler
            .is_listed(caller)
            .await
            .map_err(|error| DatabaseError::Unavailable(error.to_string()))?,
    };
    let item = WireItem::new(created.item, caller.connection.format());
    Ok(Done {
        reply: Reply::Created { item },
        listed,
    })
}
