//! A stack's configuration, as text or as a struct.

mod text;

use crate::{
    keyed::{self, Fault},
    output::Output,
    program::RunRequest,
};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt,
};
use text::Text;

/// The configuration of a stack. Keys are those of the project's own namespace unless it is said otherwise.
#[derive(Debug, Clone)]
pub struct Config {
    project: String,
    stack: String,
    values: BTreeMap<String, String>,
    secret_keys: BTreeSet<String>,
}

impl Config {
    pub(crate) fn new(request: &RunRequest) -> Self {
        Self {
            project: request.project.clone(),
            stack: request.stack.clone(),
            values: request.config.clone(),
            secret_keys: request.secret_keys.clone(),
        }
    }

    /// All values of all namespaces, `namespace:key` → text. The text of a structured value is JSON.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// The text of one key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(&self.full(key)).map(String::as_str)
    }

    /// Whether a key's value must not be shown. One secret inside makes a structured value secret.
    pub fn is_secret(&self, key: &str) -> bool {
        self.secret_keys.contains(&self.full(key))
    }

    /// The text of one key as a secret, to be used as an input.
    pub fn secret(&self, key: &str) -> Option<Output<String>> {
        self.get(key)
            .map(|text| Output::known(text.to_owned()).secret())
    }

    /// Reads all values of the project's namespace as one struct.
    ///
    /// Fields are read from text by their type: numbers, booleans, strings and unit variants as they are, lists, maps and
    /// structs as JSON. `#[serde(default)]` makes a key optional, `#[serde(rename_all = "camelCase")]` gives the usual names, and
    /// `#[serde(try_from = "String")]` lets a type have its own rule: its error should complete the sentence "it must be …".
    ///
    /// # Errors
    ///
    /// Every key that is unknown or has a value that it cannot have, together.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let prefix = self.full("");
        let own = self.values.iter().filter_map(|(key, text)| {
            let key = key.strip_prefix(&prefix)?;
            Some((key.to_owned(), Text(text)))
        });
        keyed::read(own.collect()).map_err(|faults| ConfigError {
            stack: self.stack.clone(),
            problems: faults
                .into_iter()
                .map(|fault| self.describe(fault))
                .collect(),
        })
    }

    fn describe(&self, fault: Fault) -> String {
        match fault {
            Fault::Unknown { key, known } => {
                format!(
                    "`{}` is not a setting; there are {}",
                    self.full(&key),
                    known.join(", ")
                )
            }
            Fault::Missing { key } => format!("`{}` is missing", self.full(&key)),
            Fault::Invalid { key, message } => match self.get(&key) {
                Some(text) if !self.is_secret(&key) => {
                    format!("`{}` is `{text}`: {message}", self.full(&key))
                }
                // What a message says of a secret value may be the value.
                _ => format!(
                    "`{}`, which is secret, has a value that it cannot have",
                    self.full(&key)
                ),
            },
            Fault::Whole { message } => message,
        }
    }

    fn full(&self, key: &str) -> String {
        format!("{}:{key}", self.project)
    }
}

/// All that is wrong with a stack's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    stack: String,
    problems: Vec<String>,
}

impl ConfigError {
    /// The problems, each of which names its key.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the configuration of the stack `{0}` (Pulumi.{0}.yaml) cannot be used:",
            self.stack
        )?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}

impl Error for ConfigError {}
