//! Replies to the sender of a request.

use serde::{Deserialize, Serialize};

use crate::item::DeletedItem;
use crate::{BoardId, Format, RequestId, StartKey, WireItem};

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

/// `response` of `updateStatus`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Updated {
    /// What the SDK saw.
    #[serde(rename = "$metadata")]
    pub metadata: Metadata,
    /// The whole item as it now is.
    #[serde(rename = "Attributes")]
    pub attributes: WireItem,
}

/// `response` of `deleteItem`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Deleted {
    /// What the SDK saw.
    #[serde(rename = "$metadata")]
    pub metadata: Metadata,
}

/// `response` of `scanEntireTable`: one page of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct Page {
    /// What the SDK saw; where a page took several reads, their sum.
    #[serde(rename = "$metadata")]
    pub metadata: Metadata,
    /// Items returned.
    pub count: usize,
    /// The items, in no order that means anything.
    pub items: Vec<WireItem>,
    /// The same as `Count`.
    pub scanned_count: usize,
    /// Where the next page starts; absent when there is no other item.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_evaluated_key: Option<StartKey>,
}

/// A successful reply. In the format `dynamodb`, `test` is answered by [`HELLO`] instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(tag = "message")]
pub enum Reply {
    /// To `createItem`: the new item.
    #[serde(rename = "Item created")]
    Created {
        /// The new item.
        item: WireItem,
    },
    /// To `updateStatus`: the whole item as it now is.
    #[serde(rename = "Item updated")]
    Updated {
        /// The changed item.
        response: Updated,
    },
    /// To `deleteItem`.
    #[serde(rename = "Item deleted")]
    Deleted {
        /// The item's id and its last version, in `json` only.
        #[cfg_attr(feature = "contract", schemars(extend("x-format" = "json")))]
        #[serde(skip_serializing_if = "Option::is_none", default)]
        item: Option<DeletedItem>,
        /// What the SDK saw.
        response: Deleted,
    },
    /// To `scanEntireTable`: one page of the board.
    #[serde(rename = "Items scanned")]
    Scanned {
        /// The page.
        response: Page,
    },
    /// To `test`: the heartbeat, in `json` also the way to learn the connection's own id.
    #[cfg_attr(feature = "contract", schemars(title = "Hello", extend("x-format" = "json")))]
    #[serde(rename = "Hello from Lambda!", rename_all = "camelCase")]
    Hello {
        /// The id that `@connections` wants.
        connection_id: String,
        /// The connection's board.
        board: BoardId,
        /// The API's stage.
        stage: String,
    },
}

/// The reply to `test` in the format `dynamodb`, a JSON string.
pub const HELLO: &str = "Hello from Lambda! This is my first output!";

/// A successful reply as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(rename = "Reply", transform = with_hello))]
#[serde(rename_all = "camelCase")]
pub struct ReplyFrame {
    /// The reply.
    #[serde(flatten)]
    pub reply: Reply,
    /// The request's own id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request_id: Option<RequestId>,
}

impl ReplyFrame {
    /// The text of the frame.
    #[must_use]
    pub fn encode(&self, format: Format) -> String {
        match (&self.reply, format) {
            (Reply::Hello { .. }, Format::Dynamodb) => crate::encode(&HELLO),
            _ => crate::encode(self),
        }
    }
}

/// Adds the one reply that is not an object, since [`ReplyFrame::encode`] writes it by hand.
#[cfg(feature = "contract")]
fn with_hello(schema: &mut schemars::Schema) {
    if let Some(serde_json::Value::Array(replies)) = schema.get_mut("oneOf") {
        replies.push(serde_json::json!({
            "title": "Hello",
            "description": "To `test`: the heartbeat. It carries no `requestId`.",
            "const": HELLO,
            "x-format": "dynamodb",
        }));
    }
}
