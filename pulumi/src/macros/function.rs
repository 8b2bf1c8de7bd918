/// Declares a function of a provider: a struct of its results, and a Rust function that calls it.
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct GetRegionArgs { required {} optional { region: String = "region", } }
/// # }
/// pulumi::function! {
///     /// The region in which a provider creates resources.
///     pub fn get_region("aws:index/getRegion:getRegion", "7.48.0", GetRegionArgs) -> struct GetRegionResult {
///         region: String = "region",
///     }
/// }
///
/// fn program(ctx: &pulumi::Context) {
///     let here = get_region(ctx, GetRegionArgs::new(), pulumi::InvokeOptions::new());
///     ctx.export("region", &here.region);
/// }
/// ```
#[macro_export]
macro_rules! function {
    (
        $(#[$doc:meta])*
        pub fn $name:ident($token:literal, $version:expr, $args:ty) -> struct $result:ident {
            $($output:ident: $output_type:ty = $key:literal,)*
        }
    ) => {
        $crate::results! {
            #[doc = concat!("What [`", stringify!($name), "`] answers.")]
            pub struct $result { $($output: $output_type = $key,)* }
        }

        $(#[$doc])*
        pub fn $name(ctx: &$crate::Context, args: $args, options: $crate::InvokeOptions) -> $result {
            $result::of(&$crate::Invocation::begin(ctx, $token, $version, args.into(), options))
        }
    };
    // A single result, which has no name.
    (
        $(#[$doc:meta])*
        pub fn $name:ident($token:literal, $version:expr, $args:ty) -> $result:ty
    ) => {
        $(#[$doc])*
        pub fn $name(ctx: &$crate::Context, args: $args, options: $crate::InvokeOptions) -> $crate::Output<$result> {
            $crate::Invocation::begin(ctx, $token, $version, args.into(), options).single()
        }
    };
}

/// The results of a function or method.
#[doc(hidden)]
#[macro_export]
macro_rules! results {
    (
        #[$doc:meta]
        pub struct $result:ident { $($output:ident: $output_type:ty = $key:literal,)* }
    ) => {
        #[$doc]
        #[derive(Clone)]
        pub struct $result {
            $(
                #[doc = concat!("The result `", $key, "`.")]
                pub $output: $crate::Output<$output_type>,
            )*
        }

        impl $result {
            #[allow(unused_variables)]
            fn of(invocation: &$crate::Invocation) -> Self {
                Self { $($output: invocation.output::<$output_type>($key),)* }
            }
        }
    };
}
