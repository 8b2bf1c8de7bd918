//! What a stack costs a month, computed from what its users do.
//!
//! Prices are those of `us-east-1`, in dollars; other regions differ by some percent. What AWS gives for free is not subtracted. The table of
//! docs/deploy.md comes from here.

/// A million messages of up to 32 KB, each way. <https://aws.amazon.com/api-gateway/pricing/>
pub const MESSAGES: f64 = 1.00 / 1e6;
/// A million minutes that connections are open.
const CONNECTION_MINUTES: f64 = 0.25 / 1e6;
/// A million writes of up to 1 KB. <https://aws.amazon.com/dynamodb/pricing/on-demand/>
pub const WRITES: f64 = 0.625 / 1e6;
/// A million strongly consistent reads of up to 4 KB.
pub const READS: f64 = 0.125 / 1e6;
/// A million invocations. <https://aws.amazon.com/lambda/pricing/>
pub const INVOCATIONS: f64 = 0.20 / 1e6;
/// A gigabyte of memory for a second on x86_64.
pub const GB_SECONDS: f64 = 0.000_016_666_7;

/// What the users of a stack do in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// How many there are.
    pub users: u32,
    /// How many share a board, all of them connected at the same time.
    pub users_of_a_board: u32,
    /// Days that they work.
    pub days: u32,
    /// Hours of a day that a page is open.
    pub hours: f64,
    /// Handshakes of a user and day: API Gateway ends a connection after two hours.
    pub handshakes: f64,
    /// Changes that a user makes in a day.
    pub changes: f64,
    /// Seconds from one heartbeat to the next.
    pub heartbeat_s: f64,
    /// Kilobytes of a board's items, read once for each handshake.
    pub board_kb: f64,
    /// Memory of the handler in MB.
    pub memory_mb: f64,
    /// Milliseconds that the handler takes for a change, its events included.
    pub change_ms: f64,
    /// Milliseconds that the handler takes for anything else.
    pub other_ms: f64,
}

/// What that is for AWS, and what it costs in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Messages of up to 32 KB, both ways.
    pub messages: f64,
    /// Minutes that connections are open.
    pub connection_minutes: f64,
    /// Dollars for API Gateway.
    pub api_gateway: f64,
    /// Dollars for Lambda.
    pub lambda: f64,
    /// Dollars for DynamoDB.
    pub dynamodb: f64,
}

impl Usage {
    /// A working team: ten to a board, its page open all day.
    pub fn of(users: u32) -> Self {
        Self {
            users,
            users_of_a_board: 10,
            days: 22,
            hours: 8.0,
            handshakes: 5.0,
            changes: 40.0,
            heartbeat_s: 30.0,
            board_kb: 25.0,
            memory_mb: 256.0,
            change_ms: 50.0,
            other_ms: 10.0,
        }
    }

    /// What a month of it costs.
    pub fn cost(&self) -> Cost {
        let user_days = f64::from(self.users) * f64::from(self.days);
        let handshakes = user_days * self.handshakes;
        let scans = handshakes;
        let changes = user_days * self.changes;
        let heartbeats = user_days * self.hours * 3600.0 / self.heartbeat_s;

        // A request and its reply; a change is also sent to the others.
        let others = f64::from(self.users_of_a_board - 1);
        let scan_messages = 1.0 + (self.board_kb / 32.0).ceil();
        let messages = 2.0 * heartbeats + scan_messages * scans + (2.0 + others) * changes;
        let connection_minutes = user_days * self.hours * 60.0;

        // A connection is two rows, which come and go, and its board's connections are counted first.
        let writes = changes + 4.0 * handshakes;
        let reads = heartbeats + changes + handshakes + (self.board_kb / 4.0).ceil() * scans;

        let others_invocations = heartbeats + scans + 2.0 * handshakes;
        let milliseconds = self.change_ms * changes + self.other_ms * others_invocations;
        let gb_seconds = milliseconds / 1000.0 * self.memory_mb / 1024.0;
        Cost {
            messages,
            connection_minutes,
            api_gateway: messages * MESSAGES + connection_minutes * CONNECTION_MINUTES,
            lambda: (changes + others_invocations) * INVOCATIONS + gb_seconds * GB_SECONDS,
            dynamodb: writes * WRITES + reads * READS,
        }
    }
}

impl Cost {
    /// All of it, in dollars.
    pub fn total(&self) -> f64 {
        self.api_gateway + self.lambda + self.dynamodb
    }
}
