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
    let created = caller.in_time(creation).await?;
    let listed = || {
        board
            .connections
            .is_listed(&caller.connection, caller.stamp.now)
    };
    let listed = match created.created_by {
        CreatedBy::ThisRequest => {
            let event = |format| {
                let item = WireItem::new(created.item.clone(), format);
                Event { item }.into()
            };
            board.tell(caller, event).await?
        }
        // A repeat that found the item tells nobody.
        CreatedBy::EarlierRequest => caller.in_time(listed()).await?,
        // Of a change that may be ours it must not be said that there is none.
        CreatedBy::Unknown => {
            let listed = listed().map_err(|error| DatabaseError::Unavailable(error.to_string()));
            caller.in_time(listed).await?
        }
    };
    let item = WireItem::new(created.item, caller.connection.format);
    Ok(Done::new(Reply { item }, listed))
}
