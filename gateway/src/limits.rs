//! API Gateway's numbers as one table: what the limit is, what comes of going beyond it, and how that is known.
//!
//! Each has the name that it has on AWS's page, "Quotas for configuring and running a WebSocket API in API Gateway",
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>, and the
//! rest of the crate reads values, codes, statuses and words from here. `rules.md`, beside this crate's manifest, shows the
//! table with the tests that prove it.
//!
//! What AWS publishes no number for is in `bounds`.

use crate::Throttle;
use http::StatusCode;
use std::{fmt, time::Duration};

/// A limit of API Gateway.
#[derive(Clone, Copy, Debug)]
pub struct Limit<T> {
    /// Its name on AWS's page, or ours for what that page does not list.
    pub name: &'static str,
    /// The most that is taken, or the least where the name says so.
    pub value: T,
    /// How the value is known.
    pub source: Source,
    /// What happens to whoever goes beyond it.
    pub beyond: Beyond,
    /// How that is known.
    pub beyond_source: Source,
}

/// How a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// By AWS's documentation or service model.
    Documented,
    /// By captured logs, or by what people report.
    Observed,
    /// By inference: the first to change if AWS turns out to do otherwise.
    Inferred,
}

/// What happens beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The connection is closed with this code.
    Close(u16),
    /// A message gets an error frame with these words, a handshake this status and the same words.
    Error {
        /// The handshake's status.
        status: StatusCode,
        /// The error frame's `message`.
        words: &'static str,
    },
    /// A handshake gets this status.
    Handshake(StatusCode),
    /// A call of `@connections` gets this status and this exception.
    Exception {
        /// The response's status.
        status: StatusCode,
        /// The exception's name.
        kind: &'static str,
    },
    /// It cannot be declared.
    Undeclarable,
}

/// A message is longer: 128 KB, in both directions, of all its frames together.
pub const MESSAGE: Limit<usize> = Limit {
    name: "Message payload size (bytes)",
    value: 128 * 1024,
    source: Source::Documented,
    beyond: Beyond::Close(1009),
    beyond_source: Source::Documented,
};

/// A frame is longer: 32 KB. A longer message must come in several.
pub const FRAME: Limit<usize> = Limit {
    name: "WebSocket frame size (bytes)",
    value: 32 * 1024,
    source: Source::Documented,
    beyond: Beyond::Close(1009),
    beyond_source: Source::Documented,
};

/// A binary message from a client. It closes when it is complete; in a frame that is too long, it closes as [`FRAME`]. Which of two
/// limits AWS looks at first, and when, is not documented.
pub const BINARY_FRAMES: Limit<usize> = Limit {
    name: "Binary frames from a client",
    value: 0,
    source: Source::Documented,
    beyond: Beyond::Close(1003),
    beyond_source: Source::Documented,
};

/// There was no data in either direction for so long. Pings are not data.
pub const IDLE: Limit<Duration> = Limit {
    name: "Idle connection timeout",
    value: Duration::from_secs(10 * 60),
    source: Source::Documented,
    beyond: Beyond::Close(1001),
    beyond_source: Source::Inferred,
};

/// The connection is older, however busy.
pub const CONNECTION: Limit<Duration> = Limit {
    name: "Connection duration for WebSocket API",
    value: Duration::from_secs(2 * 60 * 60),
    source: Source::Documented,
    beyond: Beyond::Close(1001),
    beyond_source: Source::Inferred,
};

/// An integration takes longer. It is also what holds where nothing is declared.
pub const INTEGRATION_TIMEOUT: Limit<Duration> = Limit {
    name: "Integration timeout",
    value: Duration::from_secs(29),
    source: Source::Documented,
    beyond: Beyond::Error {
        status: StatusCode::GATEWAY_TIMEOUT,
        words: "Endpoint request timed out",
    },
    beyond_source: Source::Documented,
};

/// A time-out is declared to be shorter.
pub const INTEGRATION_TIMEOUT_MIN: Limit<Duration> = Limit {
    name: "Integration timeout, the least",
    value: Duration::from_millis(50),
    source: Source::Documented,
    beyond: Beyond::Undeclarable,
    beyond_source: Source::Documented,
};

/// More handshakes a second.
pub const NEW_CONNECTIONS: Limit<f64> = Limit {
    name: "New connections per second per account (across all WebSocket APIs) per Region",
    value: 500.0,
    source: Source::Documented,
    beyond: Beyond::Handshake(TOO_MANY.status()),
    beyond_source: Source::Documented,
};

/// More handshakes at once. AWS names a rate and no burst.
pub const NEW_CONNECTIONS_AT_ONCE: Limit<u32> = Limit {
    name: "New connections at once",
    value: 500,
    source: Source::Inferred,
    beyond: NEW_CONNECTIONS.beyond,
    beyond_source: Source::Documented,
};

/// More handshakes, messages and calls of `@connections` together. Some regions have 2,500 and 1,250.
pub const REQUESTS: Limit<Throttle> = Limit {
    name: "Throttle quota per account, per Region, across all APIs",
    value: Throttle {
        rate: 10_000.0,
        burst: 5_000,
    },
    source: Source::Documented,
    beyond: TOO_MANY,
    beyond_source: Source::Inferred,
};

/// The same quota, for the calls of `@connections`.
pub const CALLS: Limit<Throttle> = Limit {
    name: "The same quota, for calls of @connections",
    beyond: Beyond::Exception {
        status: StatusCode::TOO_MANY_REQUESTS,
        kind: "LimitExceededException",
    },
    beyond_source: Source::Documented,
    ..REQUESTS
};

/// A `POST` to `@connections` carries more than a message may have.
pub const POST: Limit<usize> = Limit {
    name: "Body of a POST to @connections (bytes)",
    beyond: Beyond::Exception {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        kind: "PayloadTooLargeException",
    },
    ..MESSAGE
};

const TOO_MANY: Beyond = Beyond::Error {
    status: StatusCode::TOO_MANY_REQUESTS,
    words: "Too Many Requests",
};

impl Beyond {
    /// The code of a [`Beyond::Close`]. For constants: another variant does not compile there.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::Close(code) => code,
            _ => panic!("going beyond this closes no connection"),
        }
    }

    /// The words of a [`Beyond::Error`]. For constants, as [`Beyond::code`].
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Error { words, .. } => words,
            _ => panic!("going beyond this gets no error frame"),
        }
    }

    /// The status of a [`Beyond::Error`], [`Beyond::Handshake`] or [`Beyond::Exception`]. For constants, as [`Beyond::code`].
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Error { status, .. }
            | Self::Handshake(status)
            | Self::Exception { status, .. } => status,
            _ => panic!("going beyond this gets no status"),
        }
    }

    /// The name of a [`Beyond::Exception`]. For constants, as [`Beyond::code`].
    pub(crate) const fn exception(self) -> &'static str {
        match self {
            Self::Exception { kind, .. } => kind,
            _ => panic!("going beyond this is no exception"),
        }
    }
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close(code) => write!(f, "closed with {code}"),
            Self::Error { status, words } => {
                write!(f, "error frame `{words}`; handshake {}", status.as_u16())
            }
            Self::Handshake(status) => write!(f, "handshake {}", status.as_u16()),
            Self::Exception { status, kind } => write!(f, "{} `{kind}`", status.as_u16()),
            Self::Undeclarable => f.write_str("cannot be declared"),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        })
    }
}
