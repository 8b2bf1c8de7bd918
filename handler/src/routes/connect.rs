//! `$connect`: a handshake, which the answer's status accepts or refuses.

use protocol::{Connecting, Refusal, RefusalCode};
use tokio::time::timeout_at;

use crate::board::Board;
use crate::deadline::Deadline;
use crate::errors::DatabaseError;
use crate::event::{Event, Response};
use crate::tables::connections::Connection;

/// Accepts the connection once both its rows are written.
pub(crate) async fn run(board: &Board, event: &Event, deadline: Deadline) -> Response {
    match accept(board, event, deadline).await {
        Ok(()) => Response::silent(Response::OK),
        Err(refusal) => Response::refused(&refusal),
    }
}

async fn accept(board: &Board, event: &Event, deadline: Deadline) -> Result<(), Refusal> {
    let query = event.query.iter();
    let chosen = Connecting::decode(query.map(|(name, value)| (name.as_str(), value.as_str())))?;
    // Clients that are no browsers send no origin. One that sends two is none that we know.
    let allowed = match event.origins.as_slice() {
        [] => true,
        [origin] => board.config.allowed_origins.allow(origin),
        _ => false,
    };
    if !allowed {
        let why = "pages of this origin may not connect: the stack's setting allowedOrigins lists those that may";
        return Err(Refusal::new(RefusalCode::OriginNotAllowed, why));
    }
    let connection = Connection::new(event.connection_id.clone(), event.connected_at, chosen);
    let most = board.config.connections_per_board;
    let connections = &board.connections;
    let count = connections.at_least(most, &connection.board, event.now);
    if in_time(deadline, count).await? {
        let why =
            format!("the board has {most} connections, which is all it may have: try again later");
        return Err(Refusal::new(RefusalCode::BoardFull, why));
    }
    if let Err(refusal) = in_time(deadline, connections.add(&connection)).await {
        // The rows may have been written. They do no harm, but need not stay either.
        let gone = [&connection];
        if let Err(error) = connections.remove(&gone, deadline.tidying()).await {
            tracing::warn!(%error, connection_id = connection.id, "rows of a refused handshake may stay behind");
        }
        return Err(refusal);
    }
    Ok(())
}

async fn in_time<T>(
    deadline: Deadline,
    work: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, Refusal> {
    let done = timeout_at(deadline.handshake(), work).await;
    done.unwrap_or_else(|_| Err(DatabaseError::Unavailable("it took too long".to_owned())))
        .inspect_err(|error| tracing::error!(%error, "the handshake is refused"))
        .map_err(Refusal::from)
}
