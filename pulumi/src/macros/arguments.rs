/// Declares the arguments of a resource, or an object in them: a `new` with the required ones, and a setter for each other.
///
/// The last word of each line is the name on the wire. Behind it, `default` and a literal may say what holds if the setter is
/// not called; an argument of the block `secret`, which may follow, is optional and always a secret.
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
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            required { $($required:ident: $required_type:ty = $required_key:literal,)* }
            optional { $($optional:ident: $optional_type:ty = $optional_key:literal $(default $default:literal)?,)* }
            $(secret { $($secret:ident: $secret_type:ty = $secret_key:literal,)* })?
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
                $(arguments.set::<$required_type>($required_key, $required.into());)*
                $($(arguments.set::<$optional_type>($optional_key, $default.into());)?)*
                Self(arguments)
            }

            $(
                #[doc = concat!("Sets `", $optional_key, "`.")]
                pub fn $optional(mut self, value: impl ::std::convert::Into<$crate::Input<$optional_type>>) -> Self {
                    self.0.set::<$optional_type>($optional_key, value.into());
                    self
                }
            )*

            $($(
                #[doc = concat!("Sets `", $secret_key, "`, as a secret.")]
                pub fn $secret(mut self, value: impl ::std::convert::Into<$crate::Input<$secret_type>>) -> Self {
                    self.0.set::<$secret_type>($secret_key, value.into().secret());
                    self
                }
            )*)?
        }

        impl $crate::options::ResourceArguments for $name {
            const SECRETS: &'static [&'static str] = &[$($($secret_key),*)?];
        }

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
                $($(
                    #[doc = concat!("`", $secret_key, "`")]
                    pub $secret: $crate::options::PropertyPath<$name, $secret_type>,
                )*)?
            }

            impl $name {
                /// The properties that there are, by which options (`ignore_changes`, `replace_on_changes`) name them.
                pub const fn properties() -> Properties {
                    Properties {
                        $($required: $crate::options::PropertyPath::named($required_key),)*
                        $($optional: $crate::options::PropertyPath::named($optional_key),)*
                        $($($secret: $crate::options::PropertyPath::named($secret_key),)*)?
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
