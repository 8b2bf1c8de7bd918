//! `$disconnect`: a connection has ended. Best effort: API Gateway need not send it, and nobody reads the answer.

use crate::board::Board;
use crate::caller::in_time;
use crate::clock::Now;
use crate::deadline::Deadline;
use crate::errors::DatabaseError;
use crate::event::{Event, Response};

/// Deletes both rows.
pub(crate) async fn run(board: &Board, event: &Event, now: Now, deadline: Deadline) -> Response {
    let id = &event.request_context.connection_id;
    let Err(error) = in_time(deadline, forget(board, id, now, deadline)).await else {
        return Response::silent(Response::OK);
    };
    tracing::warn!(
        error = error.cause(),
        connection_id = id,
        "rows of a connection that has ended stay behind until they expire"
    );
    Response::silent("RowsLeftBehind")
}

async fn forget(
    board: &Board,
    id: &str,
    now: Now,
    deadline: Deadline,
) -> Result<(), DatabaseError> {
    let Some(connection) = board.connections.get(id, now).await? else {
        return Ok(());
    };
    let gone = [(id, &connection.board)];
    board.connections.remove(&gone, deadline.instant()).await
}
