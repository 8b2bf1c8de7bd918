//! `deleteItem`: an item leaves the board, and a tombstone in the table.

use protocol::actions::delete_item::{DeleteItem, Event, Reply};
use protocol::item::DeletedItem;

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::RequestError;

/// Writes the tombstone, tells the others, replies.
pub(super) async fn run(
    board: &Board,
    caller: &Caller<'_>,
    request: &DeleteItem,
) -> Result<Done, RequestError> {
    let deletion = board
        .items
        .delete(&caller.connection.board, request, caller.stamp);
    let (version, metadata) = caller.in_time(deletion).await?;
    let id = &request.item_id;
    let event = |format| {
        let item = DeletedItem::new(id, version, format);
        Event { item }.into()
    };
    let listed = board.tell(caller, event).await?;
    let reply = Reply::new(id, version, metadata, caller.connection.format);
    Ok(Done::new(reply, listed))
}
