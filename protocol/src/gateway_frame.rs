//! What API Gateway itself sends when the handler gave no answer.

use serde::{Deserialize, Serialize};

/// Why there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub enum GatewayFault {
    /// The handler failed. Whether anything was changed is unknown.
    #[serde(rename = "Internal server error")]
    Internal,
    /// The handler took too long. Whether anything was changed is unknown.
    #[serde(rename = "Endpoint request timed out")]
    TimedOut,
    /// The stage's throttle refused the message.
    #[serde(rename = "Too Many Requests")]
    TooManyRequests,
    /// No route takes such a message.
    #[serde(rename = "Forbidden")]
    Forbidden,
}

/// A frame of the gateway's own, in every format the same.
///
/// It names no request, so a client needs a time-out of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GatewayFrame {
    /// What happened.
    pub message: GatewayFault,
    /// The id of this connection.
    pub connection_id: String,
    /// The gateway's id, which is never that of a request.
    pub request_id: String,
}
