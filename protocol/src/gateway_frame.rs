//! What API Gateway itself sends when the handler gave no answer.

use crate::named::named;
use crate::wire::wire;

named! {
    /// Why there is no reply.
    GatewayFault {
        /// The handler failed. Whether anything was changed is unknown.
        Internal = "Internal server error",
        /// The handler took too long. Whether anything was changed is unknown.
        TimedOut = "Endpoint request timed out",
        /// The stage's throttle refused the message.
        TooManyRequests = "Too Many Requests",
        /// No route takes such a message.
        Forbidden = "Forbidden",
    }
}

wire! {
    /// A frame of the gateway's own, in every format the same.
    ///
    /// It names no request, so a client needs a time-out of its own.
    GatewayFrame {
        /// What happened.
        message: GatewayFault,
        /// The id of this connection.
        connection_id: String,
        /// The gateway's id, which is never that of a request.
        request_id: String,
    }
}
