//! One event at a time: minds the deadline, picks the route, writes the log line.

use std::time::{Instant, SystemTime};

use crate::board::Board;
use crate::clients::Clients;
use crate::config::Config;
use crate::deadline::Deadline;
use crate::event::{Event, EventType, Response};
use crate::routes::{connect, disconnect, message};

/// The function. One per process.
#[derive(Debug)]
pub struct Handler(Board);

impl Handler {
    /// A handler with those settings and clients.
    #[must_use]
    pub fn new(config: Config, clients: Clients) -> Self {
        Self(Board::new(config, clients))
    }

    /// Handles an event of an invocation that Lambda stops at `stopped_at`. Nothing is under way when it returns.
    pub async fn handle(&self, event: Event, stopped_at: SystemTime) -> Response {
        let started = Instant::now();
        let deadline = Deadline::before(stopped_at);
        let response = match event.event_type {
            EventType::Connect => connect::run(&self.0, &event, deadline).await,
            EventType::Disconnect => disconnect::run(&self.0, &event, deadline).await,
            EventType::Message => message::run(&self.0, &event, deadline).await,
        };
        tracing::info!(
            request_id = event.request_id,
            connection_id = event.connection_id,
            route = event.route_key,
            outcome = response.outcome,
            status = response.status_code,
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "handled"
        );
        response
    }
}
