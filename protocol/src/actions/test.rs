//! `test`: the heartbeat.

use super::spec::Spec;
use crate::BoardId;
use crate::fields::request;
use crate::wire::wire;

pub(super) const SPEC: Spec = Spec::read("Failed to test");

request! {
    /// `test`: the heartbeat.
    Test = "test" {}
}

wire! {
    /// To `test`: the heartbeat, in `json` also the way to learn the connection's own id.
    #[cfg_attr(feature = "contract", schemars(title = "Hello", extend("x-format" = "json")))]
    Reply {
        "message": "Hello from Lambda!",
        /// The id that `@connections` wants.
        connection_id: String,
        /// The connection's board.
        board: BoardId,
        /// The API's stage.
        stage: String,
    }
}

/// The reply in the format `dynamodb`, a JSON string.
pub const HELLO: &str = "Hello from Lambda! This is my first output!";
