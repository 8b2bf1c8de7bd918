//! After a change: who must hear of it, and who has to go because it missed something.

use protocol::{Events, limits};
use tokio::time::timeout_at;

use crate::caller::Caller;
use crate::deadline::Deadline;
use crate::errors::{DatabaseError, RequestError};
use crate::fanout::{Budget, Change, Frames};
use crate::handler::Handler;
use crate::insist::insist;
use crate::metric;
use crate::tables::connections::Connection;

/// A change of which nobody has been told yet. Dropped like that, whatever the reason, it counts as undelivered.
struct Untold<'a> {
    function_name: &'a str,
    caller: &'a Caller<'a>,
}

impl Untold<'_> {
    fn told(self, missed: &[&str]) {
        self.count(missed.len(), missed);
        std::mem::forget(self);
    }

    fn count(&self, count: usize, missed: &[&str]) {
        let Caller {
            request_id, now, ..
        } = self.caller;
        metric::undelivered(self.function_name, request_id, *now, count, missed);
    }
}

impl Drop for Untold<'_> {
    fn drop(&mut self) {
        self.count(1, &[]);
    }
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
    ) -> Result<bool, RequestError> {
        let untold = Untold {
            function_name: &self.config.function_name,
            caller,
        };
        let listed = self
            .listeners(caller)
            .await
            .map_err(RequestError::Unannounced)?;
        let sender = &caller.connection.id;
        let sender_is_listed = listed.iter().any(|peer| peer.id == *sender);
        let peers: Vec<Connection> = listed
            .into_iter()
            // A client that draws whole boards draws nothing of its reply.
            .filter(|peer| peer.id != *sender || peer.events() == Events::Snapshot)
            .collect();
        if peers.is_empty() {
            untold.told(&[]);
            return Ok(sender_is_listed);
        }
        let budget = Budget::before(caller.deadline);
        let items = if peers.iter().any(|peer| peer.events() == Events::Snapshot) {
            self.drawn(caller, budget).await
        } else {
            None
        };
        let frames = Frames::new(change, &peers, items.as_deref());
        let delivered = self
            .fanout
            .deliver(&peers, &frames, &self.connections, caller.now, budget)
            .await;
        let missed: Vec<&str> = delivered.missed.iter().map(String::as_str).collect();
        untold.told(&missed);
        tracing::debug!(
            reached = delivered.reached,
            gone = delivered.gone,
            missed = missed.len(),
            "announced"
        );
        Ok(sender_is_listed)
    }

    /// Whether the sender of a request that changed nothing is still one of its board's connections.
    pub(crate) async fn is_listed(&self, caller: &Caller<'_>) -> Result<bool, DatabaseError> {
        let board = caller.connection.board();
        let listed = self.connections.of_board(board, caller.now).await?;
        Ok(listed.iter().any(|peer| peer.id == caller.connection.id))
    }

    /// Every connection of the board. The change is made already, so the database is asked until only the fan-out's own time
    /// is left.
    async fn listeners(&self, caller: &Caller<'_>) -> Result<Vec<Connection>, DatabaseError> {
        let board = caller.connection.board();
        insist(caller.deadline.listing(), "listing", async || {
            self.connections.of_board(board, caller.now).await
        })
        .await
    }

    /// The board as it now is, for clients that draw whole boards; `None` if it is too large, or takes too long.
    async fn drawn(&self, caller: &Caller<'_>, budget: Budget) -> Option<Vec<protocol::Item>> {
        let board = caller.connection.board();
        let read = self.items.board(board, limits::MESSAGE_BYTES);
        let failure = match timeout_at(budget.drawing(), read).await {
            Ok(Ok(items)) => return items,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it took too long".to_owned(),
        };
        tracing::error!(error = failure, %board, "the board could not be read: snapshots are replaced by the change");
        None
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
        if let Err(error) = self.connections.remove(&gone, budget.end()).await {
            tracing::error!(
                %error,
                connection_id = id,
                "a connection that misses events could not be closed"
            );
        }
    }
}
