/// Declares a resource: a struct of its outputs, and a `new` that registers it.
///
/// Behind the version there may be, in this order, `plugin_download_url`, `remote`, `secrets` and `replace_on_changes`, as in
/// [`Kind`](crate::resource::Kind).
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct TopicArgs { required {} optional { name: String = "name", } }
/// # }
/// pulumi::resource! {
///     /// A topic.
///     pub struct Topic("aws:sns/topic:Topic", TopicArgs) {
///         arn: String = "arn",
///         display_name: Option<String> = "displayName",
///     }
///     version: "7.48.0",
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
        pub struct $name:ident($type:expr, $args:ty) {
            $($output:ident: $output_type:ty = $key:literal,)*
        }
        version: $version:expr,
        $(plugin_download_url: $url:literal,)?
        $(remote: $remote:literal,)?
        $(secrets: $secrets:expr,)?
        $(replace_on_changes: $replacing:expr,)?
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            registration: $crate::Registration,
            /// The name that the provider knows the resource by.
            pub id: $crate::Output<::std::string::String>,
            /// The name that the engine knows the resource by.
            pub urn: $crate::Output<::std::string::String>,
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
                let kind = <Self as $crate::resource::ResourceType>::KIND;
                $crate::resource::ResourceType::of($crate::Registration::of_provider(
                    ctx, &kind, name, args.into(), options.into(),
                ))
            }

            /// Reads one that exists already: the one with this id, and with this state as far as the provider needs it (`()` if it
            /// does not).
            ///
            /// Of the options, it has a parent, a provider and its version, dependencies, and secret outputs: the protocol tells an engine
            /// no others of what is read, time limits among them.
            pub fn get(
                ctx: &$crate::Context,
                name: &str,
                id: impl ::std::convert::Into<$crate::Input<::std::string::String>>,
                state: impl ::std::convert::Into<$crate::Arguments>,
                options: impl ::std::convert::Into<$crate::ResourceOptions<$args>>,
            ) -> Self {
                let kind = <Self as $crate::resource::ResourceType>::KIND;
                $crate::resource::ResourceType::of($crate::Registration::existing(
                    ctx, &kind, name, id.into(), state.into(), options.into(),
                ))
            }
        }

        impl $crate::resource::ResourceType for $name {
            #[allow(clippy::needless_update)]
            const KIND: $crate::resource::Kind = $crate::resource::Kind {
                token: $type,
                version: $version,
                $(plugin_download_url: $url,)?
                $(remote: $remote,)?
                $(secrets: &$secrets,)?
                $(replace_on_changes: &$replacing,)?
                ..$crate::resource::Kind::OF_NO_PROVIDER
            };

            fn of(registration: $crate::Registration) -> Self {
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
            pub struct $name(concat!("pulumi:providers:", $package), $args) { $($outputs)* }
            version: $version,
        }

        impl $crate::resource::ProviderResource for $name {
            const PACKAGE: &'static str = $package;
        }
    };
}
