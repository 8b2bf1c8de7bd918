//! `$connect`: a handshake, which the answer's status accepts or refuses.

use protocol::{Connecting, Refusal, RefusalCode};
use tokio::time::timeout_at;

use crate::board::Board;
use crate::clock::Now;
use crate::deadline::Deadline;
use crate::errors::{self, DatabaseError};
use crate::event::{Event, Response};
use crate::tables::connections::Connection;

/// Accepts the connection once both its rows are written.
pub(crate) async fn run(board: &Board, event: &Event, now: Now, deadline: Deadline) -> Response {
    match accept(board, event, now, deadline).await {
        Ok(()) => Response::silent(Response::OK),
        Err(refusal) => Response::refused(&refusal),
    }
}

async fn accept(board: &Board, event: &Event, now: Now, deadline: Deadline) -> Result<(), Refusal> {
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
    let most = board.config.connections_per_board;
    let count = board.connections.at_least(most, &chosen.board, now);
    let full = timeout_at(deadline.handshake(), count).await;
    if full
        .unwrap_or_else(too_late)
        .map_err(|error| failed(&error))?
    {
        let why =
            format!("the board has {most} connections, which is all it may have: try again later");
        return Err(Refusal::new(RefusalCode::BoardFull, why));
    }
    let context = &event.request_context;
    let connection = Connection::new(
        context.connection_id.clone(),
        context.connected_at,
        chosen.clone(),
    );
    let added = timeout_at(deadline.handshake(), board.connections.add(connection)).await;
    if let Err(error) = added.unwrap_or_else(too_late) {
        // The rows may have been written. They do no harm, but need not stay either.
        let gone = [(context.connection_id.as_str(), &chosen.board)];
        if let Err(error) = board.connections.remove(&gone, deadline.tidying()).await {
            tracing::warn!(%error, connection_id = context.connection_id, "rows of a refused handshake may stay behind");
        }
        return Err(failed(&error));
    }
    Ok(())
}

fn too_late<T>(_: tokio::time::error::Elapsed) -> Result<T, DatabaseError> {
    Err(DatabaseError::Unavailable(
        "the time for it was over".to_owned(),
    ))
}

fn failed(error: &DatabaseError) -> Refusal {
    tracing::error!(%error, "the handshake is refused");
    errors::refusal(error)
}
