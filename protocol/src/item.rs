//! Items, and the values that a client gives for one.

use serde::{Deserialize, Serialize};

use crate::text::text;
use crate::{Format, Invalid, limits};

/// A title: 1 to 1,000 Unicode scalar values, without outer white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("pattern" = r"\S", "maxLength" = limits::TITLE_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct Title(String);

/// An item's id: any string of 1 to 128 characters, since older boards have ids that are not UUIDs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("minLength" = 1, "maxLength" = limits::ITEM_ID_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(String);

/// What makes a repeated `createItem` known again: 16 to 64 characters, a UUID say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("minLength" = limits::CLIENT_TOKEN_CHARS.start(), "maxLength" = limits::CLIENT_TOKEN_CHARS.end())))]
#[serde(try_from = "String", into = "String")]
pub struct ClientToken(String);

impl TryFrom<String> for Title {
    type Error = Invalid;

    /// Trims, then counts.
    fn try_from(title: String) -> Result<Self, Invalid> {
        let trimmed = title.trim();
        if !(1..=limits::TITLE_CHARS).contains(&trimmed.chars().count()) {
            return Err(Invalid::new("must be 1 to 1,000 characters after trimming"));
        }
        Ok(if trimmed.len() == title.len() {
            Self(title)
        } else {
            Self(trimmed.to_owned())
        })
    }
}

text!(Title);
text!(
    ItemId,
    (1..=limits::ITEM_ID_CHARS),
    "must be 1 to 128 characters"
);
text!(
    ClientToken,
    limits::CLIENT_TOKEN_CHARS,
    "must be 16 to 64 characters"
);

/// An item as it is stored, and as the format `json` writes it.
///
/// Its texts are plain strings: it comes from the database, where older rows may break today's rules and are shown
/// nevertheless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The item's id, unique on its board.
    pub item_id: String,
    /// The trimmed title.
    pub title: String,
    /// One of the stack's statuses, or one that it once had.
    pub status: String,
    /// Grows with each change of the item, not necessarily by one.
    pub version: u64,
    /// ISO 8601, UTC, milliseconds.
    pub created_at: String,
    /// ISO 8601, UTC, milliseconds.
    pub updated_at: String,
}

/// A string as DynamoDB JSON writes it: `{"S":"todo"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(rename = "DynamodbString"))]
pub struct S {
    /// The string.
    #[serde(rename = "S")]
    pub s: String,
}

impl From<String> for S {
    fn from(s: String) -> Self {
        Self { s }
    }
}

/// An item in the format `dynamodb`, which is frozen: exactly these three fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DynamodbItem {
    /// The item's id.
    pub item_id: S,
    /// The title.
    pub title: S,
    /// The status.
    pub status: S,
}

/// An item in the format of the connection that it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl WireItem {
    /// The length of the item's JSON text, in bytes.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        crate::encoded_len(self)
    }
}
