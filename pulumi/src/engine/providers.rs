//! Who creates what: providers as objects of this process, and providers as resources of a program, which refer to them.

use super::{Provider, deployment::Deployment};
use crate::{
    resource::{PROVIDER_TYPE, package_of},
    value::UNKNOWN,
};
use std::{collections::BTreeMap, sync::Arc};

/// Providers by the beginning of the types that they create.
#[derive(Default)]
pub(super) struct Providers(BTreeMap<String, Arc<dyn Provider>>);

impl Providers {
    pub(super) fn add(&mut self, prefix: String, provider: Arc<dyn Provider>) {
        self.0.insert(prefix, provider);
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

/// The URN in a reference to a provider, `URN::ID`.
pub(super) fn urn_of(reference: &str) -> Option<&str> {
    reference.rsplit_once("::").map(|(urn, _)| urn)
}

impl Deployment {
    /// Holds a reference to what is known: a provider of that package which has been registered, with that id.
    pub(super) fn check_reference(&self, reference: &str, token: &str) -> Result<(), String> {
        let package = package_of(token);
        let known = urn_of(reference).and_then(|urn| self.known(urn));
        let provider = known.filter(|known| {
            let id = reference.strip_prefix(known.urn.as_str());
            let id = id.and_then(|rest| rest.strip_prefix("::"));
            id == Some(&known.id) || (self.dry_run && id == Some(UNKNOWN))
        });
        let provider = provider.ok_or_else(|| format!("there is no provider `{reference}`"))?;
        match provider.r#type.strip_prefix(PROVIDER_TYPE) {
            Some(of) if of == package => Ok(()),
            _ => Err(format!(
                "`{reference}` is not a provider of the package {package}"
            )),
        }
    }
}
