//! Values as they travel between a program and an engine.
//!
//! The wire is protobuf's `Struct`; what it lacks (secrets, unknowns, files) is written as objects with a signature key.
//! [`Value`] is that tree with its special cases in the open. Source:
//! <https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go>.

mod asset;
mod json;
mod wire;

pub(crate) use wire::{object_from_wire, object_to_wire};

pub use asset::{Archive, Asset, AssetOrArchive};
pub use serde_json::Value as Json;

use std::collections::{BTreeMap, BTreeSet};

/// Stands on the wire for a value that a preview cannot know yet.
pub const UNKNOWN: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/// The key that makes an object something else than an object.
pub(crate) const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";
const SECRET: &str = "1b47061264138c4ac30d75fd1eb44270";
const ASSET: &str = "c44067f5952c0a294b673a41bacd8c17";
/// Marks an object as a reference to a resource.
pub(crate) const RESOURCE: &str = "5cf8f73096256a8f31e491e813e4eb8e";
/// Marks an object as an output: a value with what it depends on.
const OUTPUT: &str = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";

/// The properties of a resource, or the exports of a stack, by name.
pub type Object = BTreeMap<String, Value>;

/// A value on the wire.
///
/// With serde it reads and writes the JSON form of the wire, as in Pulumi's own state files: secrets are marked, not encrypted.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value. A property that is absent is left out rather than null.
    Null,
    /// True or false.
    Bool(bool),
    /// The one kind of number that the wire has.
    Number(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(Object),
    /// A file or a text.
    Asset(Asset),
    /// A file or folder of several files.
    Archive(Archive),
    /// A value that must not be shown.
    Secret(Box<Value>),
    /// A value that will be known after the update only.
    Unknown,
}

impl Value {
    /// The text of a string, in a secret as well.
    pub fn as_str(&self) -> Option<&str> {
        match self.opened() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value itself, taken out of a secret.
    pub fn opened(&self) -> &Self {
        match self {
            Self::Secret(inner) => inner.opened(),
            other => other,
        }
    }

    /// Whether the value, or a part of it, is a secret.
    pub fn contains_secret(&self) -> bool {
        self.any(&|value| matches!(value, Self::Secret(_)))
    }

    /// Whether the value, or a part of it, is unknown.
    pub fn contains_unknown(&self) -> bool {
        self.any(&|value| matches!(value, Self::Unknown))
    }

    /// The value with every secret in it opened.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        match self {
            Self::Secret(inner) => inner.without_secrets(),
            Self::List(items) => Self::List(items.into_iter().map(Self::without_secrets).collect()),
            Self::Object(fields) => Self::Object(without_secrets(fields)),
            other => other,
        }
    }

    /// The value as a secret; a secret stays as it is.
    #[must_use]
    pub fn into_secret(self) -> Self {
        match self {
            Self::Secret(_) => self,
            other => Self::Secret(Box::new(other)),
        }
    }

    /// The value with all that is known of an output: what it depends on, and whether it is secret.
    pub(crate) fn into_output<'a>(
        self,
        secret: bool,
        dependencies: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let dependencies = dependencies.into_iter().map(|urn| Self::from(urn.as_str()));
        let mut output = Object::from([
            (SIGNATURE.to_owned(), OUTPUT.into()),
            ("secret".to_owned(), secret.into()),
            (
                "dependencies".to_owned(),
                Self::List(dependencies.collect()),
            ),
        ]);
        if self != Self::Unknown {
            output.insert("value".to_owned(), self);
        }
        Self::Object(output)
    }

    /// The value as an output, if it depends on anything.
    pub(crate) fn depending_on(self, dependencies: &BTreeSet<String>) -> Self {
        match self {
            value if dependencies.is_empty() => value,
            // An output that says it is no secret makes none of a secret inside it.
            Self::Secret(value) => value.into_output(true, dependencies),
            value => value.into_output(false, dependencies),
        }
    }

    /// The value without the marks of outputs in it: what they depend on is added, a secret is one, an unknown is one.
    pub(crate) fn open_outputs(self, dependencies: &mut BTreeSet<String>) -> Self {
        match self {
            Self::Secret(inner) => inner.open_outputs(dependencies).into_secret(),
            Self::List(items) => {
                let items = items.into_iter();
                Self::List(items.map(|item| item.open_outputs(dependencies)).collect())
            }
            Self::Object(mut fields) => {
                if fields.get(SIGNATURE).and_then(Self::as_str) != Some(OUTPUT) {
                    let fields = fields.into_iter();
                    let opened = fields.map(|(key, field)| (key, field.open_outputs(dependencies)));
                    return Self::Object(opened.collect());
                }
                if let Some(Self::List(urns)) = fields.remove("dependencies") {
                    let urns = urns.iter().filter_map(Self::as_str);
                    dependencies.extend(urns.map(str::to_owned));
                }
                let value = fields.remove("value").unwrap_or(Self::Unknown);
                let value = value.open_outputs(dependencies);
                match fields.get("secret") {
                    Some(Self::Bool(true)) => value.into_secret(),
                    _ => value,
                }
            }
            other => other,
        }
    }

    fn any(&self, is: &impl Fn(&Self) -> bool) -> bool {
        is(self)
            || match self {
                Self::Secret(inner) => inner.any(is),
                Self::List(items) => items.iter().any(|item| item.any(is)),
                Self::Object(fields) => fields.values().any(|field| field.any(is)),
                _ => false,
            }
    }
}

/// The properties with every secret in them opened.
pub(crate) fn without_secrets(properties: Object) -> Object {
    properties
        .into_iter()
        .map(|(name, value)| (name, value.without_secrets()))
        .collect()
}

macro_rules! from_plain {
    ($($type:ty => $variant:ident;)+) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

from_plain! {
    &str => String;
    String => String;
    bool => Bool;
    f64 => Number;
    i32 => Number;
}
