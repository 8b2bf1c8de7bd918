//! API Gateway's numbers, each under the name it has in AWS's table, "Quotas for configuring and running a WebSocket
//! API in API Gateway":
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>.
//!
//! What AWS publishes no number for is in `bounds`.

use crate::Throttle;
use std::time::Duration;

/// "Message payload size": 128 KB, in both directions. A longer message from a client closes it with 1009.
pub const MESSAGE_BYTES: usize = 128 * 1024;

/// "WebSocket frame size": 32 KB. A longer message must come in several frames; a longer frame closes with 1009.
pub const FRAME_BYTES: usize = 32 * 1024;

/// "Idle connection timeout": 10 minutes without data in either direction. Pings are not data.
pub const IDLE: Duration = Duration::from_secs(10 * 60);

/// "Connection duration for WebSocket API": 2 hours.
pub const CONNECTION: Duration = Duration::from_secs(2 * 60 * 60);

/// "Integration timeout", the least that can be set: 50 milliseconds.
pub const INTEGRATION_TIMEOUT_MIN: Duration = Duration::from_millis(50);

/// "Integration timeout", the most that can be set and what holds when nothing is: 29 seconds.
pub const INTEGRATION_TIMEOUT_MAX: Duration = Duration::from_secs(29);

/// "Steady-state requests, per account and Region" of a WebSocket API, with its burst: handshakes, messages and calls of
/// `@connections` together. Some regions have 2,500 and 1,250.
pub const ACCOUNT_REQUESTS: Throttle = Throttle {
    rate: 10_000.0,
    burst: 5_000,
};

/// "New connections per second per account (across all WebSocket APIs) per Region": 500.
pub const ACCOUNT_NEW_CONNECTIONS: Throttle = Throttle {
    rate: 500.0,
    burst: 500,
};

/// The most that a `POST` to `@connections` may carry: one message.
pub const POST_BYTES: usize = MESSAGE_BYTES;
