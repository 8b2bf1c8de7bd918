//! `test`: the heartbeat, and the way to learn one's own connection id.

use protocol::Reply;

use super::Done;
use crate::caller::Caller;
use crate::errors::RequestError;
use crate::handler::Handler;

/// Reads the connection's own row, never the remembered one: who has lost it hears of no change, and learns of that here.
pub(crate) async fn run(handler: &Handler, caller: &Caller<'_>) -> Result<Done, RequestError> {
    let row = handler
        .connections
        .read(&caller.connection.id, caller.now)
        .await?;
    let reply = Reply::Hello {
        connection_id: caller.connection.id.clone(),
        board: caller.connection.board().clone(),
        stage: caller.stage.to_owned(),
    };
    Ok(Done {
        reply,
        listed: row.is_some(),
    })
}
