//! `$default`: messages that no other route matches.

use protocol::{ErrorReply, Request};

/// Every such message is an error: not JSON, or no action that there is.
pub(crate) fn run(text: &str) -> ErrorReply {
    Request::unknown(text)
}
