//! Replies to the sender of a request.

use crate::actions::test::HELLO;
use crate::wire::wire;
use crate::{Format, Reply, RequestId};

wire! {
    /// A successful reply as it is sent.
    #[cfg_attr(feature = "contract", schemars(rename = "Reply", transform = with_hello))]
    ReplyFrame {
        /// The reply.
        #[serde(flatten)]
        reply: Reply,
        /// The request's own id.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<RequestId>,
    }
}

impl ReplyFrame {
    /// The text of the frame.
    #[must_use]
    pub fn encode(&self, format: Format) -> String {
        match (&self.reply, format) {
            (Reply::Test(_), Format::Dynamodb) => crate::encode(&HELLO),
            _ => crate::encode(self),
        }
    }
}

/// Adds the one reply that is not an object, since [`ReplyFrame::encode`] writes it by hand.
#[cfg(feature = "contract")]
fn with_hello(schema: &mut schemars::Schema) {
    if let Some(serde_json::Value::Array(replies)) = schema.get_mut("anyOf") {
        replies.push(serde_json::json!({
            "title": "Hello",
            "description": "To `test`: the heartbeat. It carries no `requestId`.",
            "const": HELLO,
            "x-format": "dynamodb",
        }));
    }
}
