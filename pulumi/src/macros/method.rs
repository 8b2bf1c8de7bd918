/// Declares a method of a resource, which its provider answers. Its results are as those of [`function!`](crate::function).
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct ClusterArgs { required {} optional {} }
/// # }
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct ClusterKubeconfigArgs { required {} optional { profile: String = "profile", } }
/// # }
/// # pulumi::resource! {
/// #     /// A cluster.
/// #     pub struct Cluster("eks:index:Cluster", ClusterArgs) {}
/// #     version: "4.0.0",
/// # }
/// pulumi::method! {
///     /// How to reach the cluster.
///     impl Cluster {
///         pub fn kubeconfig("eks:index:Cluster/getKubeconfig", "4.0.0", ClusterKubeconfigArgs) -> struct ClusterKubeconfigResult {
///             result: String = "result",
///         }
///     }
/// }
/// ```
#[macro_export]
macro_rules! method {
    (
        $(#[$doc:meta])*
        impl $resource:ident {
            pub fn $name:ident($token:literal, $version:expr, $args:ty) -> struct $result:ident {
                $($output:ident: $output_type:ty = $key:literal,)*
            }
        }
    ) => {
        $crate::results! {
            #[doc = concat!("What [`", stringify!($resource), "::", stringify!($name), "`] answers.")]
            pub struct $result { $($output: $output_type = $key,)* }
        }

        impl $resource {
            $(#[$doc])*
            pub fn $name(&self, ctx: &$crate::Context, args: $args) -> $result {
                $result::of(&$crate::Invocation::call(ctx, $token, $version, self, args.into()))
            }
        }
    };
    (
        $(#[$doc:meta])*
        impl $resource:ident {
            pub fn $name:ident($token:literal, $version:expr, $args:ty) -> $result:ty
        }
    ) => {
        impl $resource {
            $(#[$doc])*
            pub fn $name(&self, ctx: &$crate::Context, args: $args) -> $crate::Output<$result> {
                $crate::Invocation::call(ctx, $token, $version, self, args.into()).single()
            }
        }
    };
}
