//! `createItem`: a new item on the board.

use futures_util::TryFutureExt as _;
use protocol::WireItem;
use protocol::actions::create_item::{CreateItem, Event, Reply};

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::{DatabaseError, RequestError};
use crate::tables::items::CreatedBy;

/// Writes the item, tells the others, replies with it.
pub(super) async fn run(
    board: &Board,
    caller: &Caller<'_>,
    request: CreateItem,
) -> Result<Done, RequestError> {
    let creation = board
        .items
        .create(&caller.connection.board, request, caller.stamp);
    let (item, created_by) = caller.in_time(creation).await?;
    let listed = if created_by == CreatedBy::ThisRequest {
        let event = |format| {
            let item = WireItem::new(item.clone(), format);
            Event { item }.into()
        };
        board.tell(caller, event).await?
    } else {
        // A repeat that found the item tells nobody.
        let (sender, now) = (&caller.connection, caller.stamp.now);
        let listed = board.connections.is_listed(sender, now);
        let listed = listed.map_err(|error| match created_by {
            // Of a change that may be ours it must not be said that there is none.
            CreatedBy::Unknown => DatabaseError::Unavailable(error.to_string()),
            _ => error,
        });
        caller.in_time(listed).await?
    };
    let item = WireItem::new(item, caller.connection.format);
    Ok(Done::new(Reply { item }, listed))
}
