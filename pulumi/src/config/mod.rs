//! A stack's configuration, as text or as a struct.

mod keyed;
mod text;

use crate::{log::Log, output::Output, request::RunRequest};
use keyed::Fault;
use serde::de::DeserializeOwned;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt,
};
use text::Text;

/// The configuration of a stack. A key without a namespace is one of the project's own.
///
/// A secret that is read as plain text is a warning, since whatever is made of it is in the state as plain text too.
#[derive(Clone)]
pub struct Config {
    project: String,
    stack: String,
    values: BTreeMap<String, String>,
    secret_keys: BTreeSet<String>,
    /// Where such a warning goes. None is needed by a program that takes care of secrets itself.
    warnings: Option<Log>,
}

impl Config {
    pub(crate) fn new(request: &RunRequest, log: Log) -> Self {
        Self {
            project: request.project.clone(),
            stack: request.stack.clone(),
            values: request.config.clone(),
            secret_keys: request.secret_keys.clone(),
            warnings: Some(log),
        }
    }

    /// The same configuration without warnings of secrets, for a program that asks [`Config::is_secret`] and keeps them itself.
    #[must_use]
    pub fn expose_secrets(&self) -> Self {
        Self {
            warnings: None,
            ..self.clone()
        }
    }

    /// All values of all namespaces, `namespace:key` → text. The text of a structured value is JSON.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// The text of one key.
    #[doc(alias = "require")]
    pub fn get(&self, key: &str) -> Option<&str> {
        let key = self.full(key);
        let text = self.values.get(&key)?;
        if self.secret_keys.contains(&key) {
            self.warn_of_plain(&key);
        }
        Some(text)
    }

    /// Whether a key's value must not be shown. One secret inside makes a structured value secret.
    pub fn is_secret(&self, key: &str) -> bool {
        self.secret_keys.contains(&self.full(key))
    }

    /// The text of one key as a secret, to be used as an input.
    #[doc(alias("requireSecret", "getSecret"))]
    pub fn secret(&self, key: &str) -> Option<Output<String>> {
        let text = self.values.get(&self.full(key))?;
        Some(Output::known(text.to_owned()).secret())
    }

    /// Reads all values of the project's namespace as one struct.
    ///
    /// Fields are read from text by their type: numbers, booleans, strings and unit variants as they are, lists, maps and
    /// structs as JSON. `#[serde(default)]` makes a key optional, `#[serde(rename_all = "camelCase")]` gives the usual names, and
    /// `#[serde(try_from = "String")]` lets a type have its own rule: its error should complete the sentence "it must be …".
    ///
    /// A field of the type `Output<T>` is a secret, whether or not its key is one.
    ///
    /// # Errors
    ///
    /// Every key that is unknown or has a value that it cannot have, together.
    #[doc(alias("requireObject", "getObject", "requireSecretObject"))]
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        self.read_namespace(&self.project)
    }

    /// Reads all values of another namespace, such as a provider's, by the same rules.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn read_namespace<T: DeserializeOwned>(&self, namespace: &str) -> Result<T, ConfigError> {
        let prefix = format!("{namespace}:");
        let kept = RefCell::default();
        let own = self.values.iter().filter_map(|(key, text)| {
            let name = key.strip_prefix(&prefix)?.to_owned();
            let kept = &kept;
            Some((name, Text { key, text, kept }))
        });
        let read = keyed::read(own.collect()).map_err(|faults| {
            let problems = faults.into_iter();
            self.error(problems.map(|fault| self.describe(namespace, fault)))
        })?;
        let kept = kept.into_inner();
        let own = self.values.keys().filter(|key| key.starts_with(&prefix));
        own.filter(|key| self.secret_keys.contains(*key) && !kept.contains(*key))
            .for_each(|key| self.warn_of_plain(key));
        Ok(read)
    }

    fn warn_of_plain(&self, key: &str) {
        if let Some(log) = &self.warnings {
            log.warn(format!(
                "`{key}` is secret, and the program reads it as plain text: a field of the type `Output<…>`, or `secret` in place of \
                 `get`, keeps it secret"
            ));
        }
    }

    /// The error of a program that has rules of its own: each problem should name its key.
    pub fn error(&self, problems: impl IntoIterator<Item = String>) -> ConfigError {
        ConfigError {
            stack: self.stack.clone(),
            problems: problems.into_iter().collect(),
        }
    }

    fn describe(&self, namespace: &str, fault: Fault) -> String {
        let full = |key: &str| format!("{namespace}:{key}");
        match fault {
            Fault::Unknown { key, known } => {
                let meant =
                    nearest(&key, known).map(|known| format!(" (do you mean `{}`?)", full(known)));
                format!(
                    "`{}` is not a setting{}; there are {}",
                    full(&key),
                    meant.unwrap_or_default(),
                    known.join(", ")
                )
            }
            Fault::Missing { key } => format!("`{}` is missing", full(&key)),
            Fault::Invalid { key, message } => self.invalid(&full(&key), &message),
            Fault::Whole { message } => message,
        }
    }

    fn invalid(&self, key: &str, message: &str) -> String {
        match self.values.get(key) {
            Some(text) if !self.secret_keys.contains(key) => {
                format!("`{key}` is `{text}`: {message}")
            }
            // What a message says of a secret value may be the value.
            _ => format!("`{key}`, which is secret, has a value that it cannot have"),
        }
    }

    fn full(&self, key: &str) -> String {
        match key.contains(':') {
            true => key.to_owned(),
            false => format!("{}:{key}", self.project),
        }
    }
}

/// The known key that looks most like one that is not known, if any does.
fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    /// What suggestions of the command-line parser clap go by.
    const SIMILAR: f64 = 0.7;
    known
        .iter()
        .map(|known| (strsim::jaro(key, known), *known))
        .filter(|(similarity, _)| *similarity > SIMILAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
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
