//! Texts that are valid by construction.

use std::ops::RangeInclusive;

use crate::Invalid;

/// Declares a newtype of `String`, with the keywords of its schema and, unless it is made elsewhere, what makes one of a text.
macro_rules! text {
    ($(#[$about:meta])* $Name:ident { $($keyword:literal: $value:expr),* } from $check:expr) => {
        $crate::text::text! {
            $(#[$about])*
            $Name { $($keyword: $value),* }
        }

        impl TryFrom<String> for $Name {
            type Error = $crate::Invalid;

            fn try_from(text: String) -> Result<Self, $crate::Invalid> {
                let check: fn(String) -> Result<String, $crate::Invalid> = $check;
                check(text).map(Self)
            }
        }
    };
    ($(#[$about:meta])* $Name:ident { $($keyword:literal: $value:expr),* }) => {
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "contract", schemars(extend($($keyword = $value),*)))]
        $(#[$about])*
        pub struct $Name(String);

        impl $Name {
            /// The value as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$Name> for String {
            fn from(value: $Name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use text;

/// The text, if it has so many characters.
pub(crate) fn of_chars(
    text: String,
    chars: RangeInclusive<usize>,
    must_be: &str,
) -> Result<String, Invalid> {
    if chars.contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(Invalid::new(must_be))
    }
}
