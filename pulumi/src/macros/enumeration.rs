/// Declares an enumeration: the values that a string may have.
///
/// ```
/// pulumi::enumeration! {
///     /// What a function runs on.
///     pub enum Runtime {
///         Custom = "provided.al2023",
///         Python = "python3.14",
///     }
/// }
///
/// assert_eq!(Runtime::Custom.as_str(), "provided.al2023");
/// assert_eq!("python3.14".parse(), Ok(Runtime::Python));
/// ```
///
/// An argument that may have other values as well is of the type [`Open`](crate::input::Open)`<Runtime>`: it takes strings too.
#[macro_export]
macro_rules! enumeration {
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $($variant:ident = $value:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant,
            )*
        }

        impl $name {
            /// The value on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }

        impl $crate::input::Enumeration for $name {
            fn as_str(self) -> &'static str {
                self.as_str()
            }
        }

        impl ::std::convert::From<$name> for $crate::Input<$name> {
            fn from(value: $name) -> Self {
                $crate::input::Enumeration::into_input(value)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::input::UnknownValue;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                match text {
                    $($value => ::std::result::Result::Ok(Self::$variant),)*
                    _ => ::std::result::Result::Err($crate::input::UnknownValue::new(text, &[$($value),*])),
                }
            }
        }
    };
}
