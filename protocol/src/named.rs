//! Enums of which each value has a name on the wire.

/// Declares an enum with its names, so that no second list of either is needed.
macro_rules! named {
    ($(#[$about:meta])* $Name:ident { $($(#[$doc:meta])* $Value:ident = $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        pub enum $Name {
            $($(#[$doc])* #[serde(rename = $name)] $Value,)*
        }

        impl $Name {
            /// All of them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$Value),*];

            /// The name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Value => $name,)*
                }
            }
        }

        impl std::str::FromStr for $Name {
            type Err = $crate::Invalid;

            fn from_str(name: &str) -> Result<Self, $crate::Invalid> {
                let mut all = Self::ALL.into_iter();
                all.find(|value| value.as_str() == name).ok_or_else(|| {
                    $crate::Invalid::new(format!("must be {}", [$($name),*].join(" or ")))
                })
            }
        }
    };
}
pub(crate) use named;
