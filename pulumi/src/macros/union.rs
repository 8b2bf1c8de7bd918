/// Declares a union: the values of several types. Its inputs come from whatever makes an input of one of them.
///
/// ```
/// # pulumi::arguments! {
/// #     /// A colour by its parts.
/// #     pub struct Rgb { required { red: i64 = "red", } optional {} }
/// # }
/// # use pulumi::Input;
/// pulumi::union! {
///     /// A colour by its name or by its parts.
///     pub enum Color { types { String } objects { Rgb } resources {} }
/// }
///
/// let red: Input<Color> = "red".into();
/// let red: Input<Color> = Rgb::new(255).into();
/// ```
#[macro_export]
macro_rules! union {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            types { $($type:ty),* }
            objects { $($object:ty),* }
            resources { $($resource:ty),* }
        }
    ) => {
        $(#[$doc])*
        pub enum $name {}

        $(
            impl $crate::input::Accepts<$type> for $name {}
            impl $crate::input::AcceptsOutput<$type> for $name {}
        )*

        impl $crate::input::AcceptsOutput<$crate::value::Json> for $name {}

        $(
            impl $crate::input::Accepts<$object> for $name {}

            impl ::std::convert::From<$object> for $crate::Input<$name> {
                fn from(object: $object) -> Self {
                    $crate::Input::<$object>::from(object).into_union()
                }
            }
        )*

        $(
            impl $crate::input::Accepts<$crate::Reference<$resource>> for $name {}

            impl ::std::convert::From<&$resource> for $crate::Input<$name> {
                fn from(resource: &$resource) -> Self {
                    $crate::Input::<$crate::Reference<$resource>>::from(resource).into_union()
                }
            }
        )*
    };
}
