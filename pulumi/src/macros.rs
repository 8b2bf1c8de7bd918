//! What resources and their arguments are made of. Generated crates consist of calls of these two macros.

/// Declares the arguments of a resource, or an object in them: a `new` with the required ones, and a setter for each other.
///
/// The last word of each line is the name on the wire.
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
#[macro_export]
macro_rules! arguments {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            required { $($required:ident: $required_type:ty = $required_key:literal,)* }
            optional { $($optional:ident: $optional_type:ty = $optional_key:literal,)* }
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
                Self(arguments)
            }

            $(
                #[doc = concat!("Sets `", $optional_key, "`.")]
                pub fn $optional(mut self, value: impl ::std::convert::Into<$crate::Input<$optional_type>>) -> Self {
                    self.0.set::<$optional_type>($optional_key, value.into());
                    self
                }
            )*
        }

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

/// Declares a resource: a struct of its outputs, and a `new` that registers it.
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct TopicArgs { required {} optional { name: String = "name", } }
/// # }
/// pulumi::resource! {
///     /// A topic.
///     pub struct Topic("aws:sns/topic:Topic", "7.48.0", TopicArgs) {
///         arn: String = "arn",
///         display_name: Option<String> = "displayName",
///     }
/// }
///
/// fn program(ctx: &pulumi::Context) {
///     let topic = Topic::new(ctx, "alarms", TopicArgs::new(), pulumi::ResourceOptions::new());
///     ctx.export("topic", &topic.arn);
/// }
/// ```
#[macro_export]
macro_rules! resource {
    (
        $(#[$doc:meta])*
        pub struct $name:ident($type:literal, $version:expr, $args:ty) {
            $($output:ident: $output_type:ty = $key:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            registration: $crate::Registration,
            /// The name that the provider knows the resource by.
            pub id: $crate::Output<String>,
            /// The name that the engine knows the resource by.
            pub urn: $crate::Output<String>,
            $(
                #[doc = concat!("The output `", $key, "`.")]
                pub $output: $crate::Output<$output_type>,
            )*
        }

        impl $name {
            /// The type by which the engine and the provider know it.
            pub const TYPE: &'static str = $type;

            /// Declares one under a logical name, which is unique among the resources of its type and parents.
            pub fn new(ctx: &$crate::Context, name: &str, args: $args, options: $crate::ResourceOptions) -> Self {
                let registration =
                    $crate::Registration::custom(ctx, $type, $version, name, args.into(), options);
                Self {
                    id: registration.id(),
                    urn: registration.urn(),
                    $($output: registration.output::<$output_type>($key),)*
                    registration,
                }
            }
        }

        impl $crate::Resource for $name {
            fn registration(&self) -> &$crate::Registration {
                &self.registration
            }
        }
    };
}
