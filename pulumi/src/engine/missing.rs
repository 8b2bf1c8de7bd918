//! Resources that are not there in a run that goes on without them: they have failed, or are no targets.

use super::{
    deployment::{Deployment, Missing},
    outcome::Registration,
    state::ResourceState,
    urn,
};
use crate::resource::PROVIDER_TYPE;

impl Deployment {
    /// Whether the run works on a resource. Components and providers come along with what needs them.
    pub(super) fn is_target(&self, urn: &str) -> bool {
        let targets = &self.engine.targets;
        targets.is_empty() || targets.contains(urn)
    }

    /// What becomes of a resource that the run does not work on, because of what it needs or because it is no target.
    pub(super) fn left_out(&self, registration: &Registration) -> Option<Result<LeftOut, String>> {
        let target =
            registration.r#type.starts_with(PROVIDER_TYPE) || self.is_target(&registration.urn);
        if !target {
            return Some(Ok(match self.known(&registration.urn) {
                Some(known) => LeftOut::AsItWas(Box::new(known)),
                None => LeftOut::Missing(Missing::NoTarget),
            }));
        }
        let provider = registration.provider.as_deref().and_then(urn::of_provider);
        let needed = registration.dependencies.iter().map(String::as_str);
        let needed = needed.chain(registration.parent.as_deref()).chain(provider);
        let progress = self.progress();
        let mut missing = needed.filter_map(|urn| Some((urn, *progress.missing.get(urn)?)));
        Some(match missing.next()? {
            (_, Missing::Failed) => Ok(LeftOut::Missing(Missing::Failed)),
            (urn, Missing::NoTarget) => Err(format!(
                "depends on {urn}, which does not exist yet and is not among the targets"
            )),
        })
    }

    /// Remembers that a resource is not there.
    pub(super) fn is_missing(&self, urn: &str, why: Missing) {
        self.progress().missing.insert(urn.to_owned(), why);
    }
}

/// A resource that the run does not work on.
pub(super) enum LeftOut {
    /// It is there, from before.
    AsItWas(Box<ResourceState>),
    /// It is not there.
    Missing(Missing),
}
