/// Declares the arguments of a resource, or an object in them: a `new` with the required ones, and a setter for each other.
///
/// Each line ends with the name on the wire. Behind it, `[secret]` makes an argument a secret whatever it is given, and `default`
/// and a literal say what holds if the setter is not called. A block `constant` may follow: what is always so.
///
/// ```
/// pulumi::arguments! {
///     /// When items expire.
///     pub struct TableTtl {
///         required {
///             attribute_name: String = "attributeName",
///         }
///         optional {
///             enabled: bool = "enabled",
///         }
///     }
/// }
/// let ttl = TableTtl::new("expiresAt").enabled(true);
/// ```
///
/// A required argument that is missing does not compile:
///
/// ```compile_fail,E0061
/// pulumi::arguments! {
///     /// When items expire.
///     pub struct TableTtl {
///         required {
///             attribute_name: String = "attributeName",
///         }
///         optional {
///             enabled: bool = "enabled",
///         }
///     }
/// }
/// let ttl = TableTtl::new().enabled(true);
/// ```
///
/// Neither does one of another type:
///
/// ```compile_fail,E0277
/// pulumi::arguments! {
///     /// When items expire.
///     pub struct TableTtl {
///         required {
///             attribute_name: String = "attributeName",
///         }
///         optional {
///             enabled: bool = "enabled",
///         }
///     }
/// }
/// let ttl = TableTtl::new("expiresAt").enabled("yes");
/// ```
#[macro_export]
macro_rules! arguments {
    (@secret $key:literal) => {
        $key
    };
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            required { $($required:ident: $required_type:ty = $required_key:literal $([$required_secret:ident])?,)* }
            optional {
                $($optional:ident: $optional_type:ty = $optional_key:literal $([$optional_secret:ident])? $(default $default:literal)?,)*
            }
            $(constant { $($constant_key:literal = $constant:literal,)* })?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        #[must_use]
        pub struct $name($crate::Arguments);

        #[allow(clippy::new_without_default, clippy::too_many_arguments)]
        impl $name {
            #[doc = concat!("The arguments with those that are required", $(": `", $required_key, "`",)* ".")]
            #[allow(unused_mut)]
            pub fn new($($required: impl ::std::convert::Into<$crate::Input<$required_type>>),*) -> Self {
                let mut arguments = $crate::Arguments::default();
                $(
                    let $required: $crate::Input<$required_type> = $required.into();
                    arguments.set($required_key, $required$(.$required_secret())?);
                )*
                $($(arguments.set($constant_key, $crate::value::Json::from($constant));)*)?
                #[allow(unused_mut)]
                let mut this = Self(arguments);
                $($(this = this.$optional($default);)?)*
                this
            }

            $(
                #[doc = concat!("Sets `", $optional_key, "`.")]
                pub fn $optional(mut self, value: impl ::std::convert::Into<$crate::Input<$optional_type>>) -> Self {
                    let value: $crate::Input<$optional_type> = value.into();
                    self.0.set($optional_key, value$(.$optional_secret())?);
                    self
                }
            )*
        }

        impl $crate::options::ResourceArguments for $name {
            const SECRETS: &'static [&'static str] = &[
                $($($crate::arguments!(@$required_secret $required_key),)?)*
                $($($crate::arguments!(@$optional_secret $optional_key),)?)*
            ];
        }

        impl $crate::input::AcceptsOutput<$crate::value::Json> for $name {}

        const _: () = {
            /// Properties, by which options name them.
            pub struct Properties {
                $(
                    #[doc = concat!("`", $required_key, "`")]
                    pub $required: $crate::options::PropertyPath<$name, $required_type>,
                )*
                $(
                    #[doc = concat!("`", $optional_key, "`")]
                    pub $optional: $crate::options::PropertyPath<$name, $optional_type>,
                )*
            }

            impl $name {
                /// The properties that there are, by which options (`ignore_changes`, `replace_on_changes`) name them.
                pub const fn properties() -> Properties {
                    Properties {
                        $($required: $crate::options::PropertyPath::named($required_key),)*
                        $($optional: $crate::options::PropertyPath::named($optional_key),)*
                    }
                }
            }
        };

        impl ::std::convert::From<$name> for $crate::Input<$name> {
            fn from(arguments: $name) -> Self {
                arguments.0.into_input()
            }
        }

        impl ::std::convert::From<$name> for $crate::Arguments {
            fn from(arguments: $name) -> Self {
                arguments.0
            }
        }
    };
}
