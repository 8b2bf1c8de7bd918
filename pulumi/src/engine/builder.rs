//! An engine, before it runs.

use super::provider::Provider;
use crate::{request::RunRequest, resource::PROVIDER_TYPE};
use std::collections::{BTreeMap, BTreeSet};

/// An engine for one run of one stack.
#[must_use]
pub struct Engine {
    pub(super) request: RunRequest,
    /// By the beginning of the types that they create.
    providers: BTreeMap<String, Box<dyn Provider>>,
}

impl Engine {
    /// An engine that has no providers.
    pub fn new(project: impl Into<String>, stack: impl Into<String>) -> Self {
        Self {
            request: RunRequest {
                project: project.into(),
                stack: stack.into(),
                organization: "organization".to_owned(),
                ..RunRequest::default()
            },
            providers: BTreeMap::new(),
        }
    }

    /// The configuration that the program gets: `namespace:key` → text, which is JSON for structured values.
    pub fn config(mut self, config: BTreeMap<String, String>) -> Self {
        self.request.config = config;
        self
    }

    /// The keys of the configuration that are secret.
    pub fn secret_keys(mut self, keys: BTreeSet<String>) -> Self {
        self.request.secret_keys = keys;
        self
    }

    /// Whether the run is a preview: inputs are checked, and nothing is created.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.request.dry_run = dry_run;
        self
    }

    /// Who creates the resources whose types begin with `prefix` (`aws:`, `aws:dynamodb/`), and answers functions whose names
    /// do. The longest prefix wins.
    pub fn provider(
        mut self,
        prefix: impl Into<String>,
        provider: impl Provider + 'static,
    ) -> Self {
        self.providers.insert(prefix.into(), Box::new(provider));
        self
    }

    /// The provider for a type or function. One that is a resource is its own.
    pub(super) fn provider_of(&self, token: &str) -> Option<&dyn Provider> {
        let package = token.strip_prefix(PROVIDER_TYPE);
        let token = package.map_or_else(|| token.to_owned(), |package| format!("{package}:"));
        self.providers
            .iter()
            .filter(|(prefix, _)| token.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, provider)| provider.as_ref())
    }
}
