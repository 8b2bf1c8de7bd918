use std::{collections::BTreeMap, path::PathBuf};

/// A file, or what could be one, that a resource is given.
#[doc(alias("FileAsset", "StringAsset", "RemoteAsset"))]
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
#[doc(alias("FileArchive", "AssetArchive", "RemoteArchive"))]
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
