//! Which provider creates what.

use super::provider::Provider;
use crate::resource::PROVIDER_TYPE;
use std::collections::BTreeMap;

/// Providers by the beginning of the types that they create.
#[derive(Default)]
pub(super) struct Providers(BTreeMap<String, Box<dyn Provider>>);

impl Providers {
    pub(super) fn add(&mut self, prefix: String, provider: impl Provider + 'static) {
        self.0.insert(prefix, Box::new(provider));
    }

    /// The one for a type or function: whose prefix is the longest. A provider that is a resource is its own.
    pub(super) fn of(&self, token: &str) -> Option<&dyn Provider> {
        let package = token.strip_prefix(PROVIDER_TYPE);
        let token = package.map_or_else(|| token.to_owned(), |package| format!("{package}:"));
        self.0
            .iter()
            .filter(|(prefix, _)| token.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, provider)| provider.as_ref())
    }
}
