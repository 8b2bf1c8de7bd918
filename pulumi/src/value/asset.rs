use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{collections::BTreeMap, path::PathBuf};

/// A file, or what could be one, that a resource is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asset {
    /// A file. A relative path is relative to the folder of `Pulumi.yaml`.
    File(PathBuf),
    /// A text.
    Text(String),
    /// A file at a URI.
    Remote(String),
}

/// Several files in one, such as a zip file, that a resource is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Archive {
    /// A zip or tar file, or a folder. A relative path is relative to the folder of `Pulumi.yaml`.
    ///
    /// An engine compares a zip file byte by byte, so other times or modes of the same files count as a change; a folder loses
    /// executable bits.
    File(PathBuf),
    /// An archive at a URI.
    Remote(String),
    /// Assets and archives by their path inside this one.
    Assets(BTreeMap<String, AssetOrArchive>),
}

/// A part of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetOrArchive {
    /// One file.
    Asset(Asset),
    /// Several files.
    Archive(Archive),
}

impl Asset {
    /// The file at a path.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl Archive {
    /// The archive or folder at a path.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }
}

// Programs and providers meet assets as values of their own types; both go through the wire's JSON form.
macro_rules! serde_by_value {
    ($type:ident) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                super::Value::$type(self.clone()).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match super::Value::deserialize(deserializer)? {
                    super::Value::$type(this) => Ok(this),
                    _ => Err(D::Error::custom(concat!("not an ", stringify!($type)))),
                }
            }
        }
    };
}

serde_by_value!(Asset);
serde_by_value!(Archive);
