//! `$disconnect`: a connection has ended. Best effort: API Gateway need not send it, and nobody reads the answer.

use crate::board::Board;
use crate::caller::in_time;
use crate::deadline::Deadline;
use crate::errors::DatabaseError;
use crate::event::{Event, Response};

/// Deletes both rows.
pub(crate) async fn run(board: &Board, event: &Event, deadline: Deadline) -> Response {
    let Err(error) = in_time(deadline, forget(board, event, deadline)).await else {
        return Response::silent(Response::OK);
    };
    tracing::warn!(
        error = error.cause(),
        connection_id = event.connection_id,
        "rows of a connection that has ended stay behind until they expire"
    );
    Response::silent("RowsLeftBehind")
}

async fn forget(board: &Board, event: &Event, deadline: Deadline) -> Result<(), DatabaseError> {
    let connections = &board.connections;
    let known = connections.get(&event.connection_id, event.now).await?;
    let gone: Vec<_> = known.iter().collect();
    connections.remove(&gone, deadline.instant()).await
}
