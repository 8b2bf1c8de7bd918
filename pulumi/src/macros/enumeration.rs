/// Declares an enumeration: the values that a string may have, or a number of the type behind the name.
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
        pub enum $name:ident: $type:ty { $($variant:ident = $value:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $variant,
            )*
        }

        impl $crate::input::Enumeration for $name {
            fn to_json(self) -> $crate::value::Json {
                match self {
                    $(Self::$variant => $crate::value::Json::from($value),)*
                }
            }
        }

        impl $crate::input::AcceptsOutput<$type> for $name {}

        impl ::std::convert::From<$name> for $crate::Input<$name> {
            fn from(value: $name) -> Self {
                $crate::input::Enumeration::into_input(value)
            }
        }
    };
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $($variant:ident = $value:literal,)* }
    ) => {
        $crate::enumeration! {
            $(#[$doc])*
            pub enum $name: ::std::string::String { $($variant = $value,)* }
        }

        impl $name {
            /// The value on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
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
