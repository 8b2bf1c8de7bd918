//! `test`: the heartbeat, and the way to learn one's own connection id.

use protocol::actions::test::Reply;

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::RequestError;

/// Reads the connection's own row, never the remembered one: who has lost it hears of no change, and learns of that here.
pub(super) async fn run(board: &Board, caller: &Caller<'_>) -> Result<Done, RequestError> {
    let row = board
        .connections
        .read(&caller.connection.id, caller.stamp.now);
    let listed = caller.in_time(row).await?.is_some();
    let reply = Reply {
        connection_id: caller.connection.id.clone(),
        board: caller.connection.board.clone(),
        stage: caller.stage.to_owned(),
    };
    Ok(Done::new(reply, listed))
}
