//! API Gateway's numbers.
//!
//! Each is listed on AWS's page, "Quotas for configuring and running a WebSocket API in API Gateway",
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>, unless
//! its comment says otherwise. `rules.md`, beside this crate's manifest, says what happens beyond each and which tests prove it.
//!
//! What AWS publishes no number for is in `bounds`.

use crate::throttle::Throttle;
use std::time::Duration;

/// The longest message, in both directions, of all its frames together.
pub const MESSAGE_BYTES: usize = 128 * 1024;

/// The longest frame from a client. A longer message must come in several.
pub const FRAME_BYTES: usize = 32 * 1024;

/// The longest body of a `POST` to `@connections`, which becomes one message.
pub const POST_BYTES: usize = MESSAGE_BYTES;

/// How long a connection stays open without data in either direction. Pings are not data.
pub const IDLE: Duration = Duration::from_secs(10 * 60);

/// How long a connection stays open, however busy.
pub const CONNECTION: Duration = Duration::from_secs(2 * 60 * 60);

/// How long an integration may take. It is also what holds where nothing is declared.
pub const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(29);

/// The shortest time-out that can be declared.
pub const INTEGRATION_TIMEOUT_MIN: Duration = Duration::from_millis(50);

/// Handshakes of an account in a region. AWS names a rate and no burst, which is ours.
pub const NEW_CONNECTIONS: Throttle = Throttle {
    rate: 500.0,
    burst: 500,
};

/// Handshakes, messages and calls of `@connections` of an account in a region. Some regions have 2,500 and 1,250.
pub const REQUESTS: Throttle = Throttle {
    rate: 10_000.0,
    burst: 5_000,
};
