//! A setting: what is declared of it, and what a stack's file says.

use pulumi::Output;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::ops::Deref;

/// A setting's value, and whether the stack's file has it as a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    value: T,
    is_secret: bool,
}

impl<T> Setting<T> {
    pub(super) fn new(value: T, is_secret: bool) -> Self {
        Self { value, is_secret }
    }

    /// Whether the value must not be shown.
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }

    /// Something made of the value, to give to resources: a secret, if the value is one.
    pub fn output<U: Serialize>(&self, make: impl FnOnce(&T) -> U) -> Output<U> {
        let made = Output::known(make(&self.value));
        match self.is_secret {
            true => made.secret(),
            false => made,
        }
    }
}

impl<T> Deref for Setting<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What is declared of a setting, for `Pulumi.yaml` and docs/deploy.md.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// The key in the stack's file. One of the provider's begins with `aws:`.
    pub key: String,
    /// What the setting is, in a sentence.
    pub description: &'static str,
    /// The least and the highest that a number may be.
    pub range: Option<(i64, i64)>,
    /// What a stack has that does not set it, in the form of the file; null, if that is nothing.
    pub default: Value,
    /// Whether it may be a secret.
    pub secrecy: Secrecy,
    /// What it costs to have it, or to change it.
    pub cost: &'static str,
}

/// Whether a setting may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// It may, and then whatever is made of it is one.
    MaybeSecret,
    /// It may not: numbers and switches can be seen by what a stack does, and some names are in ids and URLs that AWS makes up.
    Public,
}

/// The key of a field: `handlerMemory` of `handler_memory`.
pub(super) fn key(namespace: &str, field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let rest = words.map(|word| {
        let (initial, others) = word.split_at(1);
        initial.to_uppercase() + others
    });
    namespace.to_owned() + &rest.fold(first, |key, word| key + &word)
}

/// A default, read as a value of the stack's file would be.
pub(super) fn default<T: DeserializeOwned>(default: Value) -> T {
    serde_json::from_value(default).expect("the default of a setting is one of its values")
}
