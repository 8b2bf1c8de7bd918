//! `$default`: messages that no other route matches.

use protocol::Request;

use crate::ended::Ended;

/// Every such message is an error: not JSON, or no action that there is.
pub(super) fn run(text: &str) -> Ended {
    Ended::error(&Request::unknown(text))
}
