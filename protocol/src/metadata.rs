//! What a reply tells of the database's answer.

use crate::wire::wire;

wire! {
    /// What the SDK saw of the database's answer.
    Metadata {
        /// HTTP status of the last answer.
        http_status_code: u16,
        /// DynamoDB's own id of the last request.
        request_id: String,
        /// Attempts made, the successful one included.
        attempts: u32,
        /// Time spent waiting between attempts, in milliseconds.
        total_retry_delay: u64,
    }
}
