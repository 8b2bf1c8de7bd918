//! A board's tables and its connections: what the actions act on, who must hear of a change, and who has to go because
//! it missed something.

use protocol::{BoardId, Delta, Events, Format, Item, limits};
use tokio::time::timeout_at;

use crate::caller::Caller;
use crate::clients::Clients;
use crate::config::Config;
use crate::connections_api::ConnectionsApi;
use crate::deadline::{Budget, Deadline};
use crate::errors::RequestError;
use crate::fanout::{self, Frames};
use crate::metric;
use crate::retry::insist;
use crate::tables::connections::{Connection, Connections};
use crate::tables::items::Items;

/// The settings, the tables, the connections. One per process.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) config: Config,
    pub(crate) items: Items,
    pub(crate) connections: Connections,
    api: ConnectionsApi,
}

impl Board {
    /// With those settings and clients.
    pub(crate) fn new(config: Config, clients: Clients) -> Self {
        Self {
            items: Items::new(clients.dynamodb.clone(), config.items_table.clone()),
            connections: Connections::new(clients.dynamodb, config.users_table.clone()),
            api: clients.connections,
            config,
        }
    }

    /// Tells the board's connections of a change that is acknowledged, by that event. Returns whether the sender is one of
    /// them.
    ///
    /// An announcement always ends here, in time and with an outcome, which is counted. One that fails counts as one event
    /// that did not reach a peer: how many there are is not known.
    pub(crate) async fn tell(
        &self,
        caller: &Caller<'_>,
        event: impl Fn(Format) -> Delta,
    ) -> Result<bool, RequestError> {
        let announced = caller.in_time(self.announce(caller, event)).await;
        let (count, missed) = match &announced {
            Ok((_, missed)) => (missed.len(), missed.as_slice()),
            Err(_) => (1, [].as_slice()),
        };
        let (function, stamp) = (&self.config.function_name, caller.stamp);
        metric::undelivered(function, stamp.request_id, stamp.now, count, missed);
        announced.map(|(sender_is_listed, _)| sender_is_listed)
    }

    /// Whether the sender is one of the board's connections, and those that did not get the event.
    ///
    /// The order is part of the contract: the change is acknowledged, then all connections are read, then the posts begin.
    /// A client that connects meanwhile has either its row read here or the change in its first scan.
    async fn announce(
        &self,
        caller: &Caller<'_>,
        event: impl Fn(Format) -> Delta,
    ) -> Result<(bool, Vec<String>), RequestError> {
        let (board, stamp) = (&caller.connection.board, caller.stamp);
        // The change is made already, so the database is asked until only the fan-out's own time is left.
        let listed = insist(stamp.deadline.listing(), "listing", async || {
            self.connections.of_board(board, stamp.now).await
        });
        let listed = listed.await.map_err(RequestError::Unannounced)?;
        let sender = &caller.connection.id;
        let sender_is_listed = listed.iter().any(|peer| peer.id == *sender);
        let peers: Vec<Connection> = listed
            .into_iter()
            // A client that draws whole boards draws nothing of its reply.
            .filter(|peer| peer.id != *sender || peer.events == Events::Snapshot)
            .collect();
        let budget = Budget::before(stamp.deadline);
        let items = if peers.iter().any(|peer| peer.events == Events::Snapshot) {
            self.drawn(board, budget).await
        } else {
            None
        };
        let frames = Frames::new(event, &peers, items.as_deref());
        let (api, connections) = (&self.api, &self.connections);
        let missed = fanout::deliver(api, &peers, &frames, connections, stamp.now, budget).await;
        Ok((sender_is_listed, missed))
    }

    /// The board as it now is, for clients that draw whole boards; `None` if it is too large, or takes too long.
    async fn drawn(&self, board: &BoardId, budget: Budget) -> Option<Vec<Item>> {
        let read = self.items.board(board, limits::MESSAGE_BYTES);
        let failure = match timeout_at(budget.drawing, read).await {
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
        if fanout::dismiss(&self.api, id, frame, budget).await {
            return;
        }
        let Some(known) = known else { return };
        if let Err(error) = self.connections.remove(&[known], budget.end).await {
            tracing::error!(
                %error,
                connection_id = id,
                "a connection that misses events could not be closed"
            );
        }
    }
}
