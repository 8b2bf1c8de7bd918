use super::Provider;
use std::{collections::BTreeMap, sync::Arc};

/// Providers by the beginning of the types that they create.
#[derive(Default)]
pub(super) struct Providers(BTreeMap<String, Arc<dyn Provider>>);

impl Providers {
    pub(super) fn add(&mut self, prefix: String, provider: Arc<dyn Provider>) {
        self.0.insert(prefix, provider);
    }

    /// The one for a type or function: whose prefix is the longest.
    pub(super) fn of(&self, token: &str) -> Option<&dyn Provider> {
        self.0
            .iter()
            .filter(|(prefix, _)| token.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, provider)| provider.as_ref())
    }
}
