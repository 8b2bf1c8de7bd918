//! Every span of time that the handler knows, to be read as a table.

use std::time::Duration;

use protocol::limits;

/// Time that is kept for a step of the whole: so long, but no more than that part, since a function may be declared with
/// little time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    time: Duration,
    part: f64,
}

impl Share {
    const fn new(milliseconds: u64, part: f64) -> Self {
        Self {
            time: Duration::from_millis(milliseconds),
            part,
        }
    }

    /// What that is of so much time.
    pub(crate) fn of(self, all: Duration) -> Duration {
        self.time.min(all.mul_f64(self.part))
    }
}

/// Pauses between attempts: the next, and the one that they do not exceed when each doubles.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    pub(crate) next: Duration,
    pub(crate) longest: Duration,
}

impl Backoff {
    const fn new(first: u64, longest: u64) -> Self {
        Self {
            next: Duration::from_millis(first),
            longest: Duration::from_millis(longest),
        }
    }
}

// One invocation, from its end backwards.

/// For giving the reply back after everything else.
pub(crate) const RESERVE: Duration = Duration::from_millis(300);
/// For telling the others of a change: reading who they are, and the fan-out.
pub(crate) const ANNOUNCEMENT: Share = Share::new(3_000, 0.5);
/// The fan-out's part of the announcement.
pub(crate) const FAN_OUT: Share = Share::new(1_500, 0.25);
/// For reading what became of a write without an answer, before the announcement.
pub(crate) const READING_BACK: Share = Share::new(1_000, 0.15);
/// For deleting the rows of a handshake that failed.
pub(crate) const TIDYING: Share = Share::new(1_000, 0.25);

// One fan-out, of whose time each step leaves some to the next.

/// All of it, at most.
pub(crate) const WHOLE_FAN_OUT: Duration = Duration::from_secs(5);
/// The sender's reply after it.
pub(crate) const REPLY: Duration = Duration::from_millis(100);
/// Reading the board for those who draw it: the others wait for it as well.
pub(crate) const DRAWING: Share = Share::new(1_000, 0.25);
/// Posts and their repeats have ended after that part; then those who were not reached are closed.
pub(crate) const POSTS_PART: f64 = 0.75;
/// Closings have ended after that part; then those who could not be closed lose their rows.
pub(crate) const CLOSINGS_PART: f64 = 0.85;

// Calls of `@connections`.

/// One post.
pub(crate) const POST: Duration = Duration::from_secs(3);
/// Between posts to a peer that answers 429 or 5xx, or not at all.
pub(crate) const POSTING: Backoff = Backoff::new(50, 800);
/// A row younger than this may belong to a handshake under way.
pub(crate) const YOUNG: Duration = Duration::from_secs(30);
/// Credentials that end sooner than that are asked for anew.
pub(crate) const CREDENTIALS_RENEWAL: Duration = Duration::from_secs(60);

// Calls of DynamoDB.

/// One attempt, which usually takes milliseconds.
pub(crate) const DATABASE_ATTEMPT: Duration = Duration::from_millis(1_500);
/// A call, all attempts included, unless it must have ended sooner.
pub(crate) const DATABASE_CALL: Duration = Duration::from_secs(4);
/// Between the SDK's own attempts, which wait a random part of it.
pub(crate) const DATABASE_ATTEMPTS: Backoff = Backoff::new(50, 800);
/// Between calls that are made until there is no time left.
pub(crate) const INSISTING: Backoff = Backoff::new(50, 400);
/// Between batches of which rows were left unprocessed.
pub(crate) const UNPROCESSED: Backoff = Backoff::new(20, 160);

// HTTP connections.

/// Idle for longer than this, a connection counts as dead.
pub(crate) const IDLE: Duration = Duration::from_secs(15);
/// Connecting to one address.
pub(crate) const CONNECT: Duration = Duration::from_secs(1);
/// Opening connections before the first event: Lambda gives a start ten seconds.
pub(crate) const PREWARM: Duration = Duration::from_secs(3);

// Rows.

/// Rows of a connection: as long as API Gateway lets it live, and some minutes.
pub(crate) const CONNECTION_ROWS: Duration =
    Duration::from_secs(limits::CONNECTION_SECONDS + 10 * 60);
/// A tombstone: longer than any request or connection lives.
pub(crate) const TOMBSTONE: Duration = Duration::from_secs(24 * 60 * 60);
