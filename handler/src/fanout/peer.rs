//! One connection: posting to it, trying again, closing it.

use std::time::Duration;

use http::Method;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::clock::Now;
use crate::connections_api::{ConnectionsApi, Frame};
use crate::deadline::Budget;
use crate::durations::{POST, POSTING, WHOLE_FAN_OUT, YOUNG};
use crate::errors::causes;
use crate::tables::connections::Connection;

/// Attempts at a peer that answers 429 or 5xx, or not at all.
const ATTEMPTS: u32 = 6;

/// What became of an event for one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DeliveryOutcome {
    /// It has the event.
    Reached,
    /// It was gone already: its rows must go.
    Gone,
    /// Its handshake may be under way: it will read the board when it is connected, so nobody waits for it.
    NotYetThere,
    /// It does not have the event, and was closed.
    Closed,
    /// It does not have the event, and could not be closed: its rows must go.
    Unreachable,
}

/// How one call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallOutcome {
    /// Done as asked.
    Done,
    /// 410: there is no such connection.
    Gone,
    /// 429, 5xx, a time-out, a broken connection.
    Passing,
    /// Refused for good.
    Refused,
}

/// `@connections`, within the limits of one fan-out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calls<'a> {
    pub(super) api: &'a ConnectionsApi,
    pub(super) slots: &'a Semaphore,
    pub(super) budget: Budget,
}

impl Calls<'_> {
    /// Sends a peer its frame; a peer that does not get it is closed.
    pub(super) async fn deliver(
        self,
        peer: &Connection,
        frame: &Frame,
        now: Now,
    ) -> DeliveryOutcome {
        let gone = if now.since(peer.connected_at) < YOUNG {
            DeliveryOutcome::NotYetThere
        } else {
            DeliveryOutcome::Gone
        };
        match self.post(&peer.id, frame).await {
            CallOutcome::Done => DeliveryOutcome::Reached,
            CallOutcome::Gone => gone,
            CallOutcome::Passing | CallOutcome::Refused => match self.close(&peer.id).await {
                CallOutcome::Done => DeliveryOutcome::Closed,
                CallOutcome::Gone => gone,
                CallOutcome::Passing | CallOutcome::Refused => DeliveryOutcome::Unreachable,
            },
        }
    }

    /// Sends a frame to a connection, again and again while that may help.
    pub(super) async fn post(self, id: &str, frame: &Frame) -> CallOutcome {
        let end = self.budget.posts;
        let mut pauses = POSTING;
        for attempt in 1.. {
            let outcome = self.call(Method::POST, id, frame, end, POST).await;
            let again = outcome == CallOutcome::Passing && attempt < ATTEMPTS;
            if !again || !pauses.wait(end).await {
                return outcome;
            }
        }
        CallOutcome::Passing
    }

    /// Closes a connection.
    pub(super) async fn close(self, id: &str) -> CallOutcome {
        let (end, nothing) = (self.budget.closings, Frame::new(String::new()));
        self.call(Method::DELETE, id, &nothing, end, WHOLE_FAN_OUT)
            .await
    }

    /// Makes a call as soon as there is a slot for it, which then takes at most so long and ends by then.
    async fn call(
        self,
        method: Method,
        id: &str,
        frame: &Frame,
        end: Instant,
        longest: Duration,
    ) -> CallOutcome {
        let Ok(Ok(_slot)) = timeout_at(end, self.slots.acquire()).await else {
            return CallOutcome::Passing;
        };
        let end = end.min(Instant::now() + longest);
        let (status, error) = match timeout_at(end, self.api.call(&method, id, frame)).await {
            Ok(Ok(answer)) if answer.status.is_success() => return CallOutcome::Done,
            Ok(Ok(answer)) => (Some(answer.status.as_u16()), answer.error),
            Ok(Err(error)) => (None, causes(error.as_ref())),
            Err(_) => {
                if method == Method::POST {
                    // What made one connection silent may have done so to all that are open.
                    self.api.renew();
                }
                (None, "no answer in time".to_owned())
            }
        };
        let outcome = match status {
            Some(410) => return CallOutcome::Gone,
            None | Some(429 | 500..) => CallOutcome::Passing,
            Some(_) => CallOutcome::Refused,
        };
        tracing::warn!(
            connection_id = id,
            call = method.as_str(),
            status,
            error,
            "a peer was not reached"
        );
        outcome
    }
}
