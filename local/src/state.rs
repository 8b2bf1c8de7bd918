//! What the laptop remembers between runs: the resources of a stack and, beside them, the database file.

use crate::dynamodb::Storage;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The form of the state file. One that is written differently gets another number.
const VERSION: u32 = 1;

/// A folder with the state of one stack, held by one process at a time.
pub struct StateFolder {
    file: PathBuf,
    database: PathBuf,
    /// Held until the process ends; two laptops on one folder would undo each other's work.
    _lock: File,
}

/// Why the state cannot be used. Nothing is ever deleted because of it.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The folder cannot be made or written to.
    #[error("cannot keep state in {path}: {source}\nChoose another folder with --state, or keep nothing with --in-memory.", path = .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Another process has it.
    #[error("the state in {} is in use by another process: end that one, or choose another folder with --state", .0.display())]
    InUse(PathBuf),
    /// The state file is damaged.
    #[error("cannot read the state file {path}: {problem}\nDeleting the folder {folder} starts afresh, without the data that it holds.", path = .path.display(), folder = folder(.path).display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another version of this program wrote it.
    #[error("the state file {path} is of version {found}, and this program reads version {VERSION}: run the program that wrote it, or delete the folder {folder} to start afresh, without the data that it holds", path = .path.display(), folder = folder(.path).display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that it says it has.
        found: u64,
    },
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

#[derive(Serialize, Deserialize)]
struct StateFile<T> {
    version: u32,
    resources: T,
}

impl StateFolder {
    /// Opens the state of `stack` in `root`, making the folder if there is none.
    pub fn open(root: &Path, stack: &str) -> Result<Self, StateError> {
        let path = root.join(stack);
        let cannot = |source| StateError::Folder {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&path).map_err(cannot)?;
        let lock = File::create(path.join("lock")).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::InUse(path)),
            Err(TryLockError::Error(source)) => return Err(cannot(source)),
        }
        Ok(Self {
            file: path.join("state.json"),
            database: path.join("dynamodb.sqlite"),
            _lock: lock,
        })
    }

    /// Where the tables of this stack are kept.
    pub fn storage(&self) -> Storage {
        Storage::File(self.database.clone())
    }

    /// The resources of the last run; none where there was no run yet.
    pub fn load<T: for<'de> Deserialize<'de> + Default>(&self) -> Result<T, StateError> {
        let unreadable = |problem: String| StateError::Unreadable {
            path: self.file.clone(),
            problem,
        };
        let content = match fs::read(&self.file) {
            Ok(content) => content,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(T::default()),
            Err(e) => return Err(unreadable(e.to_string())),
        };
        // The version is read first: the rest of another version may look different.
        let state: serde_json::Value =
            serde_json::from_slice(&content).map_err(|e| unreadable(e.to_string()))?;
        match state.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(found) => {
                return Err(StateError::Version {
                    path: self.file.clone(),
                    found,
                });
            }
            None => return Err(unreadable("it has no version".into())),
        }
        let state: StateFile<T> =
            serde_json::from_value(state).map_err(|e| unreadable(e.to_string()))?;
        Ok(state.resources)
    }

    /// Writes the resources, whole or not at all: a process that is killed leaves the old file or the new one.
    pub fn save<T: Serialize>(&self, resources: T) -> Result<(), StateError> {
        let state = StateFile {
            version: VERSION,
            resources,
        };
        let written = self.file.with_extension("json.new");
        let write = || -> io::Result<()> {
            let mut file = File::create(&written)?;
            serde_json::to_writer_pretty(&mut file, &state)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&written, &self.file)
        };
        write().map_err(|source| StateError::Folder {
            path: folder(&self.file).to_owned(),
            source,
        })
    }
}
