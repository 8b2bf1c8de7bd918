//! Sizes and counts of the protocol.
//!
//! Those of API Gateway are from "Amazon API Gateway endpoints and quotas", section "WebSocket API":
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>.

/// The largest message, either way, in bytes (API Gateway).
pub const MESSAGE_BYTES: usize = 128 * 1024;

/// What a page of a scan without `limit` may fill, in bytes of the whole reply.
pub const PAGE_BYTES: usize = 120 * 1024;

/// The longest that a connection lives, in seconds (API Gateway).
pub const CONNECTION_SECONDS: u64 = 2 * 60 * 60;

/// Characters of a title after trimming, at most.
pub const TITLE_CHARS: usize = 1_000;

/// Characters of an item's id, at most.
pub const ITEM_ID_CHARS: usize = 128;

/// Characters of a board's id, at most.
pub const BOARD_ID_CHARS: usize = 64;

/// Characters of a `requestId`, at most.
pub const REQUEST_ID_CHARS: usize = 64;

/// Characters of a `clientToken`.
pub const CLIENT_TOKEN_CHARS: std::ops::RangeInclusive<usize> = 16..=64;

/// Items that a page may be limited to.
pub const PAGE_ITEMS: std::ops::RangeInclusive<u16> = 1..=1_000;

/// The largest whole number that every JSON implementation keeps exactly (RFC 8259, section 6): 2^53 - 1.
pub const EXACT_INTEGER: u64 = (1 << 53) - 1;

/// Statuses that a stack may have, at most.
pub const STATUSES: usize = 50;

/// Characters of a status, at most.
pub const STATUS_CHARS: usize = 64;

/// Connections that a stack may allow per board, at most.
pub const CONNECTIONS_PER_BOARD: i64 = 10_000;
