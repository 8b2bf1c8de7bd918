//! Items as they are stored, and as each format shows them.

use serde::{Deserialize, Serialize};

use crate::wire::wire;
use crate::{Format, ItemId};

wire! {
    /// An item as it is stored, and as the format `json` writes it.
    ///
    /// Its texts are plain strings: it comes from the database, where older rows may break today's rules and are shown
    /// nevertheless.
    #[derive(Deserialize)]
    Item {
        /// The item's id, unique on its board.
        item_id: String,
        /// The trimmed title.
        title: String,
        /// One of the stack's statuses, or one that it once had.
        status: String,
        /// Grows with each change of the item, not necessarily by one.
        version: u64,
        /// ISO 8601, UTC, milliseconds.
        created_at: String,
        /// ISO 8601, UTC, milliseconds.
        updated_at: String,
    }

    /// An item in the format `dynamodb`, which is frozen: exactly these three fields.
    #[derive(Deserialize)]
    DynamodbItem {
        /// The item's id.
        item_id: S,
        /// The title.
        title: S,
        /// The status.
        status: S,
    }

    /// A string as DynamoDB JSON writes it: `{"S":"todo"}`.
    #[cfg_attr(feature = "contract", schemars(rename = "DynamodbString"))]
    #[derive(Deserialize)]
    S {
        /// The string.
        #[serde(rename = "S")]
        s: String,
    }
}

impl From<String> for S {
    fn from(s: String) -> Self {
        Self { s }
    }
}

/// An item in the format of the connection that it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum WireItem {
    /// `dynamodb`
    #[cfg_attr(feature = "contract", schemars(extend("x-format" = "dynamodb")))]
    Dynamodb(DynamodbItem),
    /// `json`
    #[cfg_attr(feature = "contract", schemars(extend("x-format" = "json")))]
    Json(Item),
}

impl WireItem {
    /// Writes the item in that format.
    #[must_use]
    pub fn new(item: Item, format: Format) -> Self {
        match format {
            Format::Json => Self::Json(item),
            Format::Dynamodb => Self::Dynamodb(DynamodbItem {
                item_id: item.item_id.into(),
                title: item.title.into(),
                status: item.status.into(),
            }),
        }
    }
}

/// The name of an item that is there no more, in the format of the connection that it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum DeletedItem {
    /// The id of a deleted item in `dynamodb`: `{"itemId":{"S":"…"}}`
    #[cfg_attr(feature = "contract", schemars(extend("x-format" = "dynamodb")))]
    #[serde(rename_all = "camelCase")]
    Dynamodb {
        /// The item's id.
        item_id: S,
    },
    /// The id of a deleted item, and the version of its deletion: `{"itemId":"…","version":3}`
    #[cfg_attr(feature = "contract", schemars(extend("x-format" = "json")))]
    #[serde(rename_all = "camelCase")]
    Json {
        /// The item's id.
        item_id: String,
        /// The version that the deletion made.
        version: u64,
    },
}

impl DeletedItem {
    /// Writes the id, and where the format has it the version of the deletion.
    #[must_use]
    pub fn new(item_id: &ItemId, version: u64, format: Format) -> Self {
        let item_id = item_id.as_str().to_owned();
        match format {
            Format::Dynamodb => Self::Dynamodb {
                item_id: item_id.into(),
            },
            Format::Json => Self::Json { item_id, version },
        }
    }
}

wire! {
    /// The whole board, for connections that asked for it.
    Snapshot {
        /// Every item.
        #[serde(rename = "Items")]
        items: Vec<WireItem>,
    }
}
