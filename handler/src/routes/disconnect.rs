//! `$disconnect`: a connection has ended. Best effort: API Gateway need not send it, and nobody reads the answer.

use crate::clock::Now;
use crate::deadline::Deadline;
use crate::errors::DatabaseError;
use crate::event::Event;
use crate::handler::Handler;

/// Deletes both rows.
pub(crate) async fn run(
    handler: &Handler,
    event: &Event,
    now: Now,
    deadline: Deadline,
) -> Result<(), DatabaseError> {
    let id = &event.request_context.connection_id;
    match handler.connections.get(id, now).await? {
        Some(connection) => {
            handler
                .connections
                .remove(&[(id.as_str(), connection.board())], deadline.instant())
                .await
        }
        None => Ok(()),
    }
}
