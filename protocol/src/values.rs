//! The values that a client gives in the fields of its requests.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::blank::is_blank;
use crate::fields::{Field, integer, string};
use crate::text::{of_chars, text};
use crate::{Invalid, Statuses, limits};

/// Lets texts be fields.
macro_rules! fields {
    ($($Text:ident),*) => {
        $(impl Field for $Text {
            fn read(value: &RawValue, _: &Statuses) -> Result<Self, Invalid> {
                string(value).and_then(Self::try_from)
            }
        })*
    };
}
fields!(Title, ItemId, ClientToken, RequestId, StartKey);

/// What has something that can be seen, as a pattern of JSON Schema (ECMA-262 with the flag `u`): [`is_blank`] is its contrary.
#[cfg(feature = "contract")]
const VISIBLE: &str = r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]";

text! {
    /// A title: 1 to 1,000 Unicode scalar values, one of which can be seen, without outer white space.
    Title { "pattern": VISIBLE, "maxLength": limits::TITLE_CHARS }
    from |title| {
        const MUST_BE: &str = "must be 1 to 1,000 characters after trimming, one of which can be seen";
        let trimmed = title.trim().to_owned();
        if is_blank(&trimmed) {
            return Err(Invalid::new(MUST_BE));
        }
        of_chars(trimmed, 1..=limits::TITLE_CHARS, MUST_BE)
    }
}

text! {
    /// An item's id: any string of 1 to 128 characters, since older boards have ids that are not UUIDs.
    ItemId { "minLength": 1, "maxLength": limits::ITEM_ID_CHARS }
    from |id| of_chars(id, 1..=limits::ITEM_ID_CHARS, "must be 1 to 128 characters")
}

text! {
    /// What makes a repeated `createItem` known again: 16 to 64 characters, a UUID say.
    ClientToken { "minLength": limits::CLIENT_TOKEN_CHARS.start(), "maxLength": limits::CLIENT_TOKEN_CHARS.end() }
    from |token| of_chars(token, limits::CLIENT_TOKEN_CHARS, "must be 16 to 64 characters")
}

text! {
    /// The id by which a client knows the reply to its request: up to 64 characters.
    RequestId { "maxLength": limits::REQUEST_ID_CHARS }
    from |id| of_chars(id, 0..=limits::REQUEST_ID_CHARS, "must be at most 64 characters")
}

/// How many items a page may have: 1 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("minimum" = limits::PAGE_ITEMS.start(), "maximum" = limits::PAGE_ITEMS.end())))]
pub struct PageLimit(u16);

impl PageLimit {
    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.into()
    }
}

impl Field for PageLimit {
    fn read(value: &RawValue, _: &Statuses) -> Result<Self, Invalid> {
        integer(value, limits::PAGE_ITEMS).map(Self)
    }
}

/// Where a page starts: what the previous page gave as `LastEvaluatedKey`.
///
/// Opaque to clients, and only good for the board of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
// `1.` and the last item's id in hexadecimal. Not which board: a connection has only one.
pub struct StartKey(ItemId);

impl StartKey {
    /// The page after that item.
    #[must_use]
    pub fn after(item_id: ItemId) -> Self {
        Self(item_id)
    }

    /// The last item of the previous page.
    #[must_use]
    pub fn item_id(&self) -> &ItemId {
        &self.0
    }
}

impl TryFrom<String> for StartKey {
    type Error = Invalid;

    fn try_from(key: String) -> Result<Self, Invalid> {
        let bytes = key.strip_prefix("1.").and_then(|hex| hex::decode(hex).ok());
        let id = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        id.and_then(|id| ItemId::try_from(id).ok())
            .map(Self)
            .ok_or_else(|| Invalid::new("must be the LastEvaluatedKey of a page, unchanged"))
    }
}

impl From<StartKey> for String {
    fn from(key: StartKey) -> Self {
        format!("1.{}", hex::encode(key.0.as_str()))
    }
}
