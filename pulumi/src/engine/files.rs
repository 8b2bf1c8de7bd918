//! Files and archives, told apart by what is in them and not by where they are.
//!
//! As with Pulumi's own engine, a zip file is as good as its bytes: other times or modes of the same files are another archive. Of a
//! folder, paths and contents count.

use super::provider::ProviderError;
use crate::value::{Archive, Asset, AssetOrArchive, Object, Value};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// What is in the files of each property that has any. Relative paths are relative to a folder.
pub(super) fn digests(
    inputs: &Object,
    folder: &Path,
) -> Result<BTreeMap<String, String>, ProviderError> {
    let mut digests = BTreeMap::new();
    for (property, value) in inputs {
        let mut reader = Reader {
            folder,
            hash: Sha256::new(),
            found: false,
        };
        let read = reader.value(value);
        read.map_err(|(path, error)| {
            let path = path.display();
            ProviderError::property(property, format!("{path} cannot be read: {error}"))
        })?;
        if reader.found {
            let digest = reader.hash.finalize();
            let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            digests.insert(property.clone(), digest);
        }
    }
    Ok(digests)
}

/// New inputs as they are to be compared with the old ones, and properties that have changed though they look the same.
pub(super) fn by_content(
    (old, before): (&Object, &BTreeMap<String, String>),
    (new, now): (&Object, &BTreeMap<String, String>),
) -> (Object, Vec<String>) {
    let mut compared = new.clone();
    let mut rewritten = Vec::new();
    for (property, digest) in before {
        let (was, is) = (old.get(property), new.get(property));
        match (now.get(property) == Some(digest), was) {
            // The same files at another place are no change.
            (true, Some(was)) => _ = compared.insert(property.clone(), was.clone()),
            // Other files at the same place are one.
            (false, was) if was == is => rewritten.push(property.clone()),
            _ => {}
        }
    }
    (compared, rewritten)
}

struct Reader<'a> {
    folder: &'a Path,
    hash: Sha256,
    found: bool,
}

type Unreadable = (PathBuf, io::Error);

impl Reader<'_> {
    fn value(&mut self, value: &Value) -> Result<(), Unreadable> {
        match value.opened() {
            Value::Asset(asset) => self.asset(asset),
            Value::Archive(archive) => self.archive(archive),
            Value::List(items) => items.iter().try_for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values().try_for_each(|field| self.value(field)),
            _ => Ok(()),
        }
    }

    fn asset(&mut self, asset: &Asset) -> Result<(), Unreadable> {
        match asset {
            Asset::File(path) => self.file(&self.folder.join(path)),
            Asset::Text(text) => self.part(text.as_bytes()),
            Asset::Remote(uri) => self.part(uri.as_bytes()),
        }
    }

    fn archive(&mut self, archive: &Archive) -> Result<(), Unreadable> {
        match archive {
            Archive::File(path) => {
                let path = self.folder.join(path);
                match path.is_dir() {
                    true => self.directory(&path),
                    false => self.file(&path),
                }
            }
            Archive::Remote(uri) => self.part(uri.as_bytes()),
            Archive::Assets(parts) => parts.iter().try_for_each(|(path, part)| {
                self.part(path.as_bytes())?;
                match part {
                    AssetOrArchive::Asset(asset) => self.asset(asset),
                    AssetOrArchive::Archive(archive) => self.archive(archive),
                }
            }),
        }
    }

    fn file(&mut self, path: &Path) -> Result<(), Unreadable> {
        let content = fs::read(path).map_err(|error| (path.to_owned(), error))?;
        self.part(&content)
    }

    fn directory(&mut self, path: &Path) -> Result<(), Unreadable> {
        let unreadable = |error| (path.to_owned(), error);
        let entries = fs::read_dir(path).map_err(unreadable)?;
        let entries: Result<Vec<_>, _> = entries.collect();
        let mut entries = entries.map_err(unreadable)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.part(entry.file_name().as_encoded_bytes())?;
            let path = entry.path();
            match path.is_dir() {
                true => self.directory(&path)?,
                false => self.file(&path)?,
            }
        }
        Ok(())
    }

    /// Its length keeps the end of one part from being the beginning of the next.
    fn part(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        self.found = true;
        self.hash.update((bytes.len() as u64).to_le_bytes());
        self.hash.update(bytes);
        Ok(())
    }
}
