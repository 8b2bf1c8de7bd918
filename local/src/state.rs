//! What the laptop keeps between runs: the database file and, beside it, what the names in it are made with.

use crate::{
    declared::Properties,
    dynamodb::Storage,
    names::Names,
    services::{dynamodb::TABLE, resource_type::Identity},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A folder with the data of one stack, held by one process at a time.
pub struct StateFolder {
    database: PathBuf,
    /// Held until the process ends; two laptops on one folder would undo each other's work.
    _lock: File,
}

/// Why the folder cannot be used. Nothing is ever deleted because of it.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The folder cannot be made or written to.
    #[error("cannot keep state in {path}: {problem}\nChoose another folder with --state, or keep nothing with --in-memory.", path = .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
    /// Another process has it.
    #[error("the state in {} is in use by another process: end that one, or choose another folder with --state", .0.display())]
    InUse(PathBuf),
    /// A file is damaged.
    #[error("cannot read {path}, by which the tables are found: {problem}\nDeleting the folder {folder} starts afresh, without the data that it holds.", path = .path.display(), folder = .path.parent().unwrap_or(.path).display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl StateFolder {
    /// Opens the folder of a stack in `root`, making it if there is none, and reads the names in it.
    pub fn open(root: &Path, stack: &str) -> Result<(Self, Names), StateError> {
        let path = root.join(stack);
        let cannot = |problem| StateError::Folder {
            path: path.clone(),
            problem,
        };
        fs::create_dir_all(&path).map_err(cannot)?;
        let lock = File::create(path.join("lock")).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::InUse(path)),
            Err(TryLockError::Error(problem)) => return Err(cannot(problem)),
        }
        let file = path.join("names.json");
        let names = match read(&file)? {
            Some(names) => names,
            None => {
                let old = path.join("state.json");
                let names = names_before(&old)?;
                write(&file, &names).map_err(cannot)?;
                // It may not be there.
                let _ = fs::remove_file(old);
                names
            }
        };
        let folder = Self {
            database: path.join("dynamodb.sqlite"),
            _lock: lock,
        };
        Ok((folder, names))
    }

    /// Where the tables of this stack are kept.
    pub fn storage(&self) -> Storage {
        Storage::File(self.database.clone())
    }
}

/// What a version that noted every resource wrote of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Noted {
    urn: String,
    r#type: String,
    #[serde(default)]
    id: String,
    inputs: Properties,
    #[serde(default)]
    pending_delete: bool,
}

/// New names, but for tables that such a version has made.
fn names_before(state_file: &Path) -> Result<Names, StateError> {
    #[derive(Deserialize)]
    struct State {
        resources: Vec<Noted>,
    }
    let mut names = Names::new();
    let state = read::<State>(state_file)?;
    for resource in state.into_iter().flat_map(|state| state.resources) {
        if resource.r#type == TABLE.token
            && !resource.pending_delete
            && let Identity::NameAndKeys(keys) = TABLE.identity
        {
            tracing::info!(table = resource.id, "kept from an older version");
            names.keep(&resource.urn, &keys(&resource.inputs), resource.id);
        }
    }
    Ok(names)
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, StateError> {
    let unreadable = |problem: String| StateError::Unreadable {
        path: file.to_owned(),
        problem,
    };
    match fs::read(file) {
        Ok(content) => serde_json::from_slice(&content).map_err(|e| unreadable(e.to_string())),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(problem) => Err(unreadable(problem.to_string())),
    }
}

/// Writes a file whole or not at all: without its names, data are not found again.
fn write(path: &Path, names: &Names) -> io::Result<()> {
    let beside = path.with_extension("json.new");
    let mut file = File::create(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(names)?)?;
    file.sync_data()?;
    fs::rename(&beside, path)
}
