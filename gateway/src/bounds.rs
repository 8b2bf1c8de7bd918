//! Our own bounds, where AWS publishes no number: they keep a connection's memory small and rid the gateway of peers
//! that are no longer there. Spans are by the gateway's clock.

use std::time::Duration;

/// What may wait to be written to one connection. A `POST` beyond it gets 429, a reply waits, see [`WRITE`].
pub(crate) const OUTBOX_BYTES: usize = 1024 * 1024;

/// What a frame that waits counts for in addition to its bytes, so that there are not too many small ones either.
pub(crate) const OUTBOX_OVERHEAD_BYTES: usize = 512;

/// What one connection may have under way in its integrations. Beyond it no more is read from its socket until a
/// message is done, so TCP slows the sender down.
pub(crate) const IN_FLIGHT_BYTES: usize = 1024 * 1024;

/// What a message under way counts for in addition to its bytes: an event, two tasks, an invocation.
pub(crate) const IN_FLIGHT_OVERHEAD_BYTES: usize = 8 * 1024;

/// How long one frame may take to leave. A peer that does not read for so long is gone (1006).
pub(crate) const WRITE: Duration = Duration::from_secs(10);

/// How long a peer may take to answer a close frame before the socket is closed regardless.
pub(crate) const CLOSE_HANDSHAKE: Duration = Duration::from_secs(5);

/// The most a request's line and headers may hold; beyond it 431.
pub(crate) const HEAD_BYTES: usize = 16 * 1024;

/// How long a request's head may take to arrive; also how long an HTTP connection is kept for the next one.
pub(crate) const HEAD_READ: Duration = Duration::from_secs(60);

/// How long a request's body may take to arrive; beyond it 408.
pub(crate) const BODY_READ: Duration = Duration::from_secs(30);

/// How much of a body that is too long is read and thrown away, so that its sender gets to read the 413.
pub(crate) const DISCARDED_BODY_BYTES: usize = 8 * 1024 * 1024;
