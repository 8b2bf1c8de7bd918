use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

/// A property among the arguments `A`, or a part of one; `T` is its type.
///
/// Generated arguments tell their properties, and parts are found by their types:
///
/// ```
/// # pulumi::arguments! {
/// #     /// Environment.
/// #     pub struct Environment { required {} optional { variables: std::collections::BTreeMap<String, String> = "variables", } }
/// # }
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct FunctionArgs { required {} optional { environment: Environment = "environment", layers: Vec<String> = "layers", } }
/// # }
/// let (function, environment) = (FunctionArgs::properties(), Environment::properties());
/// let level = function.environment.then(environment.variables).key("RUST_LOG");
/// assert_eq!(level.to_string(), r#"environment.variables["RUST_LOG"]"#);
/// assert_eq!(function.layers.at(0).to_string(), "layers[0]");
/// ```
///
/// <https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/>
pub struct PropertyPath<A, T> {
    path: Cow<'static, str>,
    marker: PhantomData<fn() -> (A, T)>,
}

impl<A, T> PropertyPath<A, T> {
    /// A property by its name on the wire. Used by generated code.
    #[doc(hidden)]
    pub const fn named(name: &'static str) -> Self {
        Self {
            path: Cow::Borrowed(name),
            marker: PhantomData,
        }
    }

    fn of(path: String) -> Self {
        Self {
            path: Cow::Owned(path),
            marker: PhantomData,
        }
    }

    /// A part of the property, which is an object.
    pub fn then<U>(self, part: PropertyPath<T, U>) -> PropertyPath<A, U> {
        PropertyPath::of(format!("{}.{}", self.path, part.path))
    }

    pub(crate) fn into_text(self) -> String {
        self.path.into_owned()
    }
}

impl<A, T> PropertyPath<A, Vec<T>> {
    /// One item of the property, which is a list.
    pub fn at(self, index: usize) -> PropertyPath<A, T> {
        PropertyPath::of(format!("{}[{index}]", self.path))
    }

    /// Every item of the property, which is a list.
    pub fn each(self) -> PropertyPath<A, T> {
        PropertyPath::of(format!("{}[*]", self.path))
    }
}

impl<A, T> PropertyPath<A, BTreeMap<String, T>> {
    /// The value of one key of the property, which is a map.
    pub fn key(self, key: &str) -> PropertyPath<A, T> {
        let key = key.replace('"', r#"\""#);
        PropertyPath::of(format!(r#"{}["{key}"]"#, self.path))
    }
}

impl<A, T> fmt::Display for PropertyPath<A, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// An output of resources with the arguments `A`.
pub struct OutputName<A> {
    name: &'static str,
    marker: PhantomData<fn() -> A>,
}

impl<A> OutputName<A> {
    /// An output by its name on the wire. Used by generated code.
    #[doc(hidden)]
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            marker: PhantomData,
        }
    }

    pub(crate) fn text(&self) -> &'static str {
        self.name
    }
}
