//! What a reply tells of the database's answer.

use serde::{Deserialize, Serialize};

/// What the SDK saw of the database's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// HTTP status of the last answer.
    pub http_status_code: u16,
    /// DynamoDB's own id of the last request.
    pub request_id: String,
    /// Attempts made, the successful one included.
    pub attempts: u32,
    /// Time spent waiting between attempts, in milliseconds.
    pub total_retry_delay: u64,
}
