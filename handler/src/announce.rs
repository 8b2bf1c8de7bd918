//! After a change: who must hear of it, and who has to go because it missed something.

use protocol::{Events, Format, limits};

use crate::caller::Caller;
use crate::deadline::Deadline;
use crate::errors::RequestError;
use crate::fanout::{Budget, Change, Frames};
use crate::handler::Handler;
use crate::metric;
use crate::tables::connections::Connection;

/// Who is told of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Every connection of the board.
    Everyone,
    /// Those to whom an event that they have had already does no harm.
    WhoCanHearTwice,
    /// No one: nothing has changed.
    Nobody,
}

impl Handler {
    /// Tells the board's connections of a change that is acknowledged. Returns whether the sender is one of them.
    ///
    /// The order is part of the contract: the change is acknowledged, then all connections are read, then the posts begin.
    /// A client that connects meanwhile has either its row read here or the change in its first scan.
    pub(crate) async fn announce(
        &self,
        caller: &Caller<'_>,
        change: &Change,
        audience: Audience,
    ) -> Result<bool, RequestError> {
        let board = caller.connection.board();
        let listed = self
            .connections
            .of_board(board, caller.now)
            .await
            .map_err(|error| {
                metric::undelivered(
                    &self.config.function_name,
                    caller.request_id,
                    caller.now,
                    1,
                    &[],
                );
                RequestError::Unannounced(error)
            })?;
        let sender = &caller.connection.id;
        let sender_is_listed = listed.iter().any(|peer| peer.id == *sender);
        let peers: Vec<Connection> = listed
            .into_iter()
            .filter(|peer| match audience {
                Audience::Everyone => true,
                Audience::WhoCanHearTwice => {
                    peer.format() == Format::Json || peer.events() == Events::Snapshot
                }
                Audience::Nobody => false,
            })
            // A client that draws whole boards draws nothing of its reply.
            .filter(|peer| peer.id != *sender || peer.events() == Events::Snapshot)
            .collect();
        if peers.is_empty() {
            return Ok(sender_is_listed);
        }
        let items = if peers.iter().any(|peer| peer.events() == Events::Snapshot) {
            self.items.board(board, limits::MESSAGE_BYTES).await.unwrap_or_else(|error| {
                tracing::error!(%error, %board, "the board could not be read: snapshots are replaced by the change");
                None
            })
        } else {
            None
        };
        let frames = Frames::new(change, &peers, items.as_deref());
        let budget = Budget::before(caller.deadline);
        let delivered = self
            .fanout
            .deliver(&peers, &frames, &self.connections, caller.now, budget)
            .await;
        let missed: Vec<&str> = delivered.missed.iter().map(String::as_str).collect();
        metric::undelivered(
            &self.config.function_name,
            caller.request_id,
            caller.now,
            missed.len(),
            &missed,
        );
        tracing::debug!(
            reached = delivered.reached,
            gone = delivered.gone,
            missed = missed.len(),
            "announced"
        );
        Ok(sender_is_listed)
    }

    /// Gives a connection that misses events its last frame, and closes it, so that it comes back and reads the board.
    pub(crate) async fn dismiss(
        &self,
        id: &str,
        known: Option<&Connection>,
        frame: &str,
        deadline: Deadline,
    ) {
        let budget = Budget::before(deadline);
        if self.fanout.dismiss(id, frame, budget).await {
            return;
        }
        let Some(connection) = known else { return };
        let gone = [(id, connection.board())];
        if !matches!(
            tokio::time::timeout_at(budget.end(), self.connections.remove(&gone)).await,
            Ok(Ok(()))
        ) {
            tracing::error!(
                connection_id = id,
                "a connection that misses events could not be closed"
            );
        }
    }
}
