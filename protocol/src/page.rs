//! Which part of a board a scan wants.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{Invalid, ItemId, limits};

/// How many items a page may have: 1 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("minimum" = limits::PAGE_ITEMS.start(), "maximum" = limits::PAGE_ITEMS.end())))]
#[serde(try_from = "u64", into = "u64")]
pub struct PageLimit(u16);

impl PageLimit {
    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u64> for PageLimit {
    type Error = Invalid;

    fn try_from(limit: u64) -> Result<Self, Invalid> {
        u16::try_from(limit)
            .ok()
            .filter(|limit| limits::PAGE_ITEMS.contains(limit))
            .map(Self)
            .ok_or_else(|| {
                let (least, most) = limits::PAGE_ITEMS.into_inner();
                Invalid::new(format!("must be a whole number from {least} to {most}"))
            })
    }
}

impl From<PageLimit> for u64 {
    fn from(limit: PageLimit) -> Self {
        limit.0.into()
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
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let id = key.strip_prefix("1.").and_then(|hex| {
            let pairs = hex.as_bytes().chunks(2).map(|pair| match pair {
                [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
                _ => None,
            });
            String::from_utf8(pairs.collect::<Option<Vec<u8>>>()?).ok()
        });
        id.and_then(|id| ItemId::try_from(id).ok())
            .map(Self)
            .ok_or_else(|| Invalid::new("must be the LastEvaluatedKey of a page, unchanged"))
    }
}

impl From<StartKey> for String {
    fn from(key: StartKey) -> Self {
        let id = key.0.as_str();
        let mut text = Self::with_capacity(2 + 2 * id.len());
        text.push_str("1.");
        for byte in id.bytes() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
