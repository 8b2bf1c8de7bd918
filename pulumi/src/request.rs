//! What an engine says to have a program run.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// What an engine says to have a program run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunRequest {
    /// The project's name.
    pub project: String,
    /// The stack's name.
    pub stack: String,
    /// The organisation that the stack belongs to.
    pub organization: String,
    /// The folder of `Pulumi.yaml`.
    pub root_directory: PathBuf,
    /// The configuration: `namespace:key` → text, which is JSON for structured values.
    pub config: BTreeMap<String, String>,
    /// Keys of the configuration whose values must not be shown.
    pub secret_keys: BTreeSet<String>,
    /// Whether this is a preview.
    pub dry_run: bool,
    /// Where the engine takes registrations, as `HOST:PORT`.
    pub monitor_address: String,
    /// Where the engine takes messages, as `HOST:PORT`. Without it, problems are returned and not logged.
    pub engine_address: Option<String>,
}
