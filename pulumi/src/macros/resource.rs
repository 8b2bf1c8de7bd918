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
        pub struct $name:ident($type:expr, $version:expr, $args:ty) {
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
            pub fn new(
                ctx: &$crate::Context,
                name: &str,
                args: $args,
                options: impl ::std::convert::Into<$crate::ResourceOptions<$args>>,
            ) -> Self {
                let registration =
                    $crate::Registration::custom(ctx, $type, $version, name, args.into(), options.into());
                Self {
                    id: registration.id(),
                    urn: registration.urn(),
                    $($output: registration.output::<$output_type>($key),)*
                    registration,
                }
            }
        }

        const _: () = {
            /// Outputs, by which options name them.
            pub struct Outputs {
                $(
                    #[doc = concat!("`", $key, "`")]
                    pub $output: $crate::options::OutputName<$args>,
                )*
            }

            impl $name {
                /// The outputs that there are, by which options (`additional_secret_output`) name them.
                pub const fn outputs() -> Outputs {
                    Outputs {
                        $($output: $crate::options::OutputName::named($key),)*
                    }
                }
            }
        };

        impl $crate::Resource for $name {
            fn registration(&self) -> &$crate::Registration {
                &self.registration
            }
        }
    };
}

/// Declares a provider as a resource: what to create other resources with, in place of the provider that an engine makes of a
/// stack's configuration.
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct ProviderArgs { required {} optional { region: String = "region", } }
/// # }
/// pulumi::provider! {
///     /// AWS.
///     pub struct Provider("aws", "7.48.0", ProviderArgs) {
///         region: Option<String> = "region",
///     }
/// }
/// ```
#[macro_export]
macro_rules! provider {
    (
        $(#[$doc:meta])*
        pub struct $name:ident($package:literal, $version:expr, $args:ty) { $($outputs:tt)* }
    ) => {
        $crate::resource! {
            $(#[$doc])*
            pub struct $name(concat!("pulumi:providers:", $package), $version, $args) { $($outputs)* }
        }

        impl $crate::resource::ProviderResource for $name {
            const PACKAGE: &'static str = $package;
        }
    };
}
