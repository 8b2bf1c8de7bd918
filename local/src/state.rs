//! What the laptop remembers between runs: the resources of a stack and, beside them, the database file.

use crate::dynamodb::Storage;
use pulumi::engine::State;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The form of the state file. One that is written differently gets another number.
const VERSION: u32 = 1;

/// A folder with the state of one stack, held by one process at a time.
pub struct StateFolder {
    project: String,
    file: PathBuf,
    database: PathBuf,
    /// What the file holds, so that the same is not written again.
    written: Mutex<Vec<u8>>,
    /// Held until the process ends; two laptops on one folder would undo each other's work.
    _lock: File,
}

/// Why the state cannot be used. Nothing is ever deleted because of it.
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
    /// It belongs to another project, whose resources this one would delete.
    #[error("the state file {path} belongs to the project `{found}`, not to `{project}`: choose another folder with --state, or delete the folder {folder} to start afresh, without the data that it holds", path = .path.display(), folder = folder(.path).display())]
    Project {
        /// The file.
        path: PathBuf,
        /// The project that it belongs to.
        found: String,
        /// The project that is being run.
        project: String,
    },
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

#[derive(Serialize, Deserialize)]
struct StateFile {
    version: u32,
    project: String,
    #[serde(flatten)]
    state: State,
}

impl StateFolder {
    /// Opens the state of a stack in `root`, making the folder if there is none; and reads the resources of the last run, none if
    /// there was no run yet.
    pub fn open(root: &Path, project: &str, stack: &str) -> Result<(Self, State), StateError> {
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
        let folder = Self {
            project: project.to_owned(),
            file: path.join("state.json"),
            database: path.join("dynamodb.sqlite"),
            written: Mutex::default(),
            _lock: lock,
        };
        let state = folder.load()?;
        Ok((folder, state))
    }

    /// Where the tables of this stack are kept.
    pub fn storage(&self) -> Storage {
        Storage::File(self.database.clone())
    }

    fn load(&self) -> Result<State, StateError> {
        let unreadable = |problem: String| StateError::Unreadable {
            path: self.file.clone(),
            problem,
        };
        let content = match fs::read(&self.file) {
            Ok(content) => content,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
            Err(e) => return Err(unreadable(e.to_string())),
        };
        // The version is read first: the rest of another version may look different.
        let json: serde_json::Value =
            serde_json::from_slice(&content).map_err(|e| unreadable(e.to_string()))?;
        match json.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(found) => {
                return Err(StateError::Version {
                    path: self.file.clone(),
                    found,
                });
            }
            None => return Err(unreadable("it has no version".into())),
        }
        let file: StateFile =
            serde_json::from_value(json).map_err(|e| unreadable(e.to_string()))?;
        if file.project != self.project {
            return Err(StateError::Project {
                path: self.file.clone(),
                found: file.project,
                project: self.project.clone(),
            });
        }
        Ok(file.state)
    }

    /// Writes the resources, whole or not at all: a process that is killed leaves the old file or the new one.
    pub fn save(&self, state: &State) -> Result<(), StateError> {
        self.write(state).map_err(|problem| StateError::Folder {
            path: folder(&self.file).to_owned(),
            problem,
        })
    }

    fn write(&self, state: &State) -> io::Result<()> {
        let content = serde_json::to_vec_pretty(&StateFile {
            version: VERSION,
            project: self.project.clone(),
            state: state.clone(),
        })?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if *written == content {
            return Ok(());
        }
        let beside = self.file.with_extension("json.new");
        let mut file = File::create(&beside)?;
        file.write_all(&content)?;
        // A power cut may lose the last steps, which the next run does again; a half-written file would lose all of them.
        file.sync_data()?;
        fs::rename(&beside, &self.file)?;
        *written = content;
        Ok(())
    }
}
