//! An open connection, as the rest of the gateway sees it, and all of them by their ids.

use crate::{bounds, clock::Clock, close_reason::CloseReason, ids::ConnectionId, limits};
use serde_json::{Map, Value};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::Instant,
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Room is counted in units of so many bytes, so that a semaphore can count it.
const UNIT: usize = 1024;

/// What is known of a client from its handshake, and where frames for it are put.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) source_ip: IpAddr,
    pub(crate) user_agent: Option<Box<str>>,
    pub(crate) connected_at: SystemTime,
    /// The principal and context that its authorizer gave: `requestContext.authorizer` of every event.
    pub(crate) authorizer: Option<Box<Map<String, Value>>>,
    connected: Instant,
    /// When data last went either way: milliseconds after `connected`.
    last_active: AtomicU64,
    outbox: mpsc::UnboundedSender<Outgoing>,
    /// The queue itself has no bound, this is it.
    room: Arc<Semaphore>,
    /// Bounds the bytes of messages that integrations are handling.
    in_flight: Arc<Semaphore>,
}

/// What waits to be written to a client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// A text frame, and the room it takes until it has left.
    Frame(Utf8Bytes, OwnedSemaphorePermit),
    /// The end, after all that was queued before it. Needs no room: a stuffed client can be closed.
    Close(CloseReason),
}

/// Why a frame was not queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PostError {
    /// The connection has ended.
    Gone,
    /// The client does not read as fast as it is written to.
    Full,
}

impl Connection {
    /// A connection that begins now, and the end of its outbox that its session reads.
    pub(crate) fn new(
        source_ip: IpAddr,
        user_agent: Option<&str>,
        clock: &Clock,
    ) -> (Self, mpsc::UnboundedReceiver<Outgoing>) {
        let (outbox, outgoing) = mpsc::unbounded_channel();
        let connection = Self {
            id: ConnectionId::random(),
            source_ip,
            user_agent: user_agent.map(Into::into),
            connected_at: clock.now(),
            authorizer: None,
            connected: clock.instant(),
            last_active: AtomicU64::new(0),
            outbox,
            room: Arc::new(Semaphore::new(bounds::OUTBOX_BYTES / UNIT)),
            in_flight: Arc::new(Semaphore::new(bounds::IN_FLIGHT_BYTES / UNIT)),
        };
        (connection, outgoing)
    }

    /// Queues a frame, if there is room for it now.
    ///
    /// A caller is not made to wait for a client that does not read: the caller is a handler with a deadline and
    /// other clients to serve. `LimitExceededException`, which [`PostError::Full`] becomes, is what the API has to
    /// say "later", and every SDK retries it after a pause.
    pub(crate) fn post(&self, text: Utf8Bytes) -> Result<(), PostError> {
        let room = Arc::clone(&self.room)
            .try_acquire_many_owned(units(text.len() + bounds::OUTBOX_OVERHEAD_BYTES))
            .map_err(|error| match error {
                tokio::sync::TryAcquireError::Closed => PostError::Gone,
                tokio::sync::TryAcquireError::NoPermits => PostError::Full,
            })?;
        self.outbox
            .send(Outgoing::Frame(text, room))
            .map_err(|_| PostError::Gone)
    }

    /// Queues the answer to one of the client's own messages, when there is room. If the client leaves, it is dropped.
    pub(crate) async fn reply(&self, text: Utf8Bytes) {
        if let Ok(room) = Arc::clone(&self.room)
            .acquire_many_owned(units(text.len() + bounds::OUTBOX_OVERHEAD_BYTES))
            .await
        {
            // An error means that the session has just ended.
            let _ = self.outbox.send(Outgoing::Frame(text, room));
        }
    }

    /// Ends the connection once all that is queued has been written.
    pub(crate) fn close(&self, close_reason: CloseReason) {
        // An error means that the session has just ended.
        let _ = self.outbox.send(Outgoing::Close(close_reason));
    }

    /// Makes tasks that wait for room give up: nothing will be written any more.
    pub(crate) fn end(&self) {
        self.room.close();
    }

    /// Waits until a message of `len` bytes may be handed to its integration. Held while it is.
    pub(crate) async fn admit(&self, len: usize) -> OwnedSemaphorePermit {
        let in_flight = Arc::clone(&self.in_flight);
        in_flight
            .acquire_many_owned(units(len + bounds::IN_FLIGHT_OVERHEAD_BYTES))
            .await
            .expect("this semaphore is never closed")
    }

    /// Notes that data went either way.
    pub(crate) fn touch(&self, clock: &Clock) {
        let since = clock.instant().saturating_duration_since(self.connected);
        let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.last_active.fetch_max(millis, Ordering::Relaxed);
    }

    /// When data last went either way, by the time of day.
    pub(crate) fn last_active_at(&self) -> SystemTime {
        self.connected_at + self.active_for()
    }

    /// When the connection is to be closed, unless there is data before: idle, or too old.
    pub(crate) fn expires(&self) -> Instant {
        let idle = self.connected + self.active_for() + limits::IDLE;
        idle.min(self.connected + limits::CONNECTION)
    }

    fn active_for(&self) -> Duration {
        Duration::from_millis(self.last_active.load(Ordering::Relaxed))
    }
}

/// The units that so many bytes take. Both budgets hold several of the longest messages.
fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

/// The connections that exist for `@connections`.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<HashMap<ConnectionId, Arc<Connection>>>);

impl Registry {
    pub(crate) fn insert(&self, connection: &Arc<Connection>) {
        self.lock().insert(connection.id, Arc::clone(connection));
    }

    pub(crate) fn get(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        self.lock().get(&id).cloned()
    }

    pub(crate) fn remove(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        self.lock().remove(&id)
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Connection>>> {
        // No operation on the map can leave it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
