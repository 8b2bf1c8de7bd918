//! `$connect`: a handshake, which the answer's status accepts or refuses.

use protocol::{Connecting, Refusal, RefusalCode};

use crate::clock::Now;
use crate::errors;
use crate::event::Event;
use crate::handler::Handler;
use crate::tables::connections::Connection;

/// Accepts the connection once both its rows are written.
pub(crate) async fn run(handler: &Handler, event: &Event, now: Now) -> Result<(), Refusal> {
    let chosen = Connecting::decode(event.query())?;
    // Clients that are no browsers send no origin. One that sends two is none that we know.
    let allowed = match event.header("origin").as_slice() {
        [] => true,
        [origin] => handler.config.allowed_origins.allow(origin),
        _ => false,
    };
    if !allowed {
        let why = "pages of this origin may not connect: the stack's setting allowedOrigins lists those that may";
        return Err(Refusal::new(RefusalCode::OriginNotAllowed, why));
    }
    let most = handler.config.connections_per_board;
    let full = handler.connections.at_least(most, &chosen.board, now).await;
    if full.map_err(|error| failed(&error))? {
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
    if let Err(error) = handler.connections.add(connection).await {
        // One of the rows may have been written. It does no harm, but need not stay either.
        let gone = [(context.connection_id.as_str(), &chosen.board)];
        if let Err(error) = handler.connections.remove(&gone).await {
            tracing::warn!(%error, connection_id = context.connection_id, "rows of a refused handshake may stay behind");
        }
        return Err(failed(&error));
    }
    Ok(())
}

fn failed(error: &errors::DatabaseError) -> Refusal {
    tracing::error!(%error, "the handshake is refused");
    errors::refusal(error)
}
