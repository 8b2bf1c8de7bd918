//! Telling the other connections of a board, so that none misses a change without learning of it.
//!
//! | action | what for |
//! |---|---|
//! | `execute-api:ManageConnections` on `POST/@connections/*` | events, and replies to a connection that is then closed |
//! | `execute-api:ManageConnections` on `DELETE/@connections/*` | closing a connection that missed something |
//!
//! A peer gets the event, or is closed, or loses its rows and is closed at its next heartbeat. Whatever happens to a peer,
//! the sender does not hear of it; and when [`deliver`] returns, nothing is under way any more.

mod frames;
mod peer;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Semaphore;

pub(crate) use self::frames::Frames;
use self::peer::{CallOutcome, Calls, DeliveryOutcome};
use crate::clock::Now;
use crate::connections_api::{ConnectionsApi, Frame};
use crate::deadline::Budget;
use crate::tables::connections::{Connection, Connections};

/// `@connections` calls under way at a time. Each may open a TLS connection, which costs a small function more than a few
/// rounds of posts on those that are open; and a sandbox has 1,024 file descriptors.
fn calls_at_a_time(peers: usize) -> usize {
    (peers / 4).clamp(16, 200)
}

/// Sends each peer its frame, and sees to those that it does not reach. Returns the ids of peers that do not have it, and
/// were closed or lost their rows.
pub(crate) async fn deliver(
    api: &ConnectionsApi,
    peers: &[Connection],
    frames: &Frames,
    connections: &Connections,
    now: Now,
    budget: Budget,
) -> Vec<String> {
    let calls = Calls {
        api,
        slots: &Semaphore::new(calls_at_a_time(peers.len())),
        budget,
    };
    let mut outcomes: FuturesUnordered<_> = peers
        .iter()
        .filter_map(|peer| Some((peer, frames.of(peer)?)))
        .map(|(peer, frame)| async move { (peer, calls.deliver(peer, frame, now).await) })
        .collect();
    let (mut missed, mut without_rows) = (Vec::new(), Vec::new());
    while let Some((peer, outcome)) = outcomes.next().await {
        use DeliveryOutcome::{Closed, Gone, Unreachable};
        if matches!(outcome, Closed | Unreachable) {
            missed.push(peer.id.clone());
        }
        if matches!(outcome, Gone | Unreachable) {
            without_rows.push(peer);
        }
    }
    let (missed_by, gone) = (missed.len(), without_rows.len());
    tracing::debug!(peers = peers.len(), missed_by, gone, "announced");
    if !without_rows.is_empty()
        && let Err(error) = connections.remove(&without_rows, budget.end).await
    {
        tracing::error!(
            %error,
            rows_of = gone,
            "rows of unreachable connections stay behind"
        );
    }
    missed
}

/// Sends a frame to one connection and closes it, whatever comes of the frame. False if it could not be closed, or
/// was gone already: either way its rows must go.
pub(crate) async fn dismiss(api: &ConnectionsApi, id: &str, frame: &str, budget: Budget) -> bool {
    let calls = Calls {
        api,
        slots: &Semaphore::new(1),
        budget,
    };
    let frame = Frame::new(frame.to_owned());
    calls.post(id, &frame).await;
    calls.close(id).await == CallOutcome::Done
}
