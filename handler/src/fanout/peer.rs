//! One connection: posting to it, trying again, closing it.

use std::time::Duration;

use aws_smithy_runtime_api::box_error::BoxError;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::budget::{Budget, POST};
use crate::clock::Now;
use crate::connections_api::{Answer, ConnectionsApi, Frame};
use crate::errors::causes;
use crate::tables::connections::Connection;

/// A row younger than this may belong to a handshake under way, milliseconds.
const YOUNG: u64 = 30_000;
/// How long such a connection is tried.
const PATIENCE: Duration = Duration::from_secs(2);
/// Attempts at a peer that answers 429 or 5xx, or not at all.
const ATTEMPTS: u32 = 6;
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
const LONGEST_BACKOFF: Duration = Duration::from_millis(800);

/// What became of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has the event.
    Reached,
    /// It was gone already: its rows must go.
    Gone,
    /// Its handshake is still under way: it will read the board when it is connected.
    NotYetThere,
    /// It does not have the event, and was closed.
    Closed,
    /// It does not have the event, and could not be closed: its rows must go.
    Unreachable,
}

/// How one call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
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
    pub(super) async fn deliver(self, peer: &Connection, frame: &Frame, now: Now) -> Fate {
        let young = now.0.saturating_sub(peer.connected_at) < YOUNG;
        let gone = if young { Fate::NotYetThere } else { Fate::Gone };
        match self.post_to(&peer.id, frame, young).await {
            Outcome::Done => Fate::Reached,
            Outcome::Gone => gone,
            Outcome::Passing | Outcome::Refused => match self.close(&peer.id).await {
                Outcome::Done => Fate::Closed,
                Outcome::Gone => gone,
                Outcome::Passing | Outcome::Refused => Fate::Unreachable,
            },
        }
    }

    /// Sends a frame, and says nothing about what came of it.
    pub(super) async fn post(self, id: &str, frame: &Frame) {
        self.post_to(id, frame, false).await;
    }

    async fn post_to(self, id: &str, frame: &Frame, young: bool) -> Outcome {
        let end = self.budget.posts();
        let patience = (Instant::now() + PATIENCE).min(end);
        let mut backoff = FIRST_BACKOFF;
        let mut failures = 0;
        loop {
            let outcome = self.post_once(id, frame).await;
            let until = match outcome {
                Outcome::Gone if young => patience,
                Outcome::Passing => {
                    failures += 1;
                    if failures == ATTEMPTS {
                        return outcome;
                    }
                    end
                }
                Outcome::Done | Outcome::Gone | Outcome::Refused => return outcome,
            };
            let pause = backoff.mul_f64(0.5 + fastrand::f64() / 2.0);
            if Instant::now() + pause >= until {
                return outcome;
            }
            tokio::time::sleep(pause).await;
            backoff = (backoff * 2).min(LONGEST_BACKOFF);
        }
    }

    async fn post_once(self, id: &str, frame: &Frame) -> Outcome {
        let end = self.budget.posts();
        let Ok(Ok(_slot)) = timeout_at(end, self.slots.acquire()).await else {
            return Outcome::Passing;
        };
        let end = end.min(Instant::now() + POST);
        match timeout_at(end, self.api.post(id, frame)).await {
            Ok(answer) => outcome(id, "POST", answer),
            Err(_) => {
                // What made one connection silent may have done so to all that are open.
                self.api.renew();
                timed_out(id, "POST")
            }
        }
    }

    /// Closes a connection.
    pub(super) async fn close(self, id: &str) -> Outcome {
        let end = self.budget.closings();
        let Ok(Ok(_slot)) = timeout_at(end, self.slots.acquire()).await else {
            return Outcome::Passing;
        };
        match timeout_at(end, self.api.delete(id)).await {
            Ok(answer) => outcome(id, "DELETE", answer),
            Err(_) => timed_out(id, "DELETE"),
        }
    }
}

fn outcome(id: &str, call: &str, answer: Result<Answer, BoxError>) -> Outcome {
    let (status, error) = match answer {
        Ok(answer) if answer.status.is_success() => return Outcome::Done,
        Ok(answer) => (Some(answer.status.as_u16()), answer.error),
        Err(error) => (None, causes(error.as_ref())),
    };
    let outcome = match status {
        Some(410) => return Outcome::Gone,
        None | Some(429 | 500..) => Outcome::Passing,
        Some(_) => Outcome::Refused,
    };
    tracing::warn!(
        connection_id = id,
        call,
        status,
        error,
        "a peer was not reached"
    );
    outcome
}

fn timed_out(id: &str, call: &str) -> Outcome {
    tracing::warn!(connection_id = id, call, "a peer was not reached in time");
    Outcome::Passing
}
