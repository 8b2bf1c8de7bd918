//! What all texts that are valid by construction can do.

/// Gives newtypes of `String` their text back; with a range, also the check that they have so many characters.
macro_rules! text {
    ($Name:ident, $chars:expr, $must_be:literal) => {
        $crate::text::text!($Name);

        impl TryFrom<String> for $Name {
            type Error = $crate::Invalid;

            fn try_from(text: String) -> Result<Self, $crate::Invalid> {
                if $chars.contains(&text.chars().count()) {
                    Ok(Self(text))
                } else {
                    Err($crate::Invalid::new($must_be))
                }
            }
        }
    };
    ($Name:ident) => {
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
