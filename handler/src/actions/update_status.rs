//! `updateStatus`: an item moves to another column.

use protocol::WireItem;
use protocol::actions::update_status::{Attributes, Event, Reply, UpdateStatus, Updated};

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::RequestError;

/// Writes the status, tells the others, replies with the whole item.
pub(super) async fn run(
    board: &Board,
    caller: &Caller<'_>,
    request: &UpdateStatus,
) -> Result<Done, RequestError> {
    let update = board
        .items
        .update(&caller.connection.board, request, caller.stamp);
    let (item, metadata) = caller.in_time(update).await?;
    let event = |format| {
        let attributes = WireItem::new(item.clone(), format);
        let response = Attributes { attributes };
        Event { response }.into()
    };
    let listed = board.tell(caller, event).await?;
    let response = Updated {
        metadata,
        attributes: WireItem::new(item, caller.connection.format),
    };
    Ok(Done::new(Reply { response }, listed))
}
