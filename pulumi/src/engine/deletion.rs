//! The end of a run: what nobody declares any more is deleted, dependents first.

use super::{
    deployment::Deployment, outcome::Operation, provider::ProviderError, state::ResourceState,
};
use crate::mask::Mask;
use std::collections::BTreeSet;

impl Deployment {
    /// Deletes what the program did not register, and what was replaced. Nothing at all, if something has failed or if one
    /// of these is protected.
    pub(super) async fn delete_undeclared(&self) {
        if self.has_failed() {
            return;
        }
        let doomed = self.undeclared();
        let protected: Vec<_> = doomed.iter().filter(|resource| resource.protect).collect();
        for resource in &protected {
            self.fail(
                Some(resource.urn.clone()),
                format!(
                    "{} `{}` is protected and cannot be deleted: take its protection away first",
                    resource.r#type, resource.name
                ),
            );
        }
        if !protected.is_empty() {
            return;
        }
        for resource in dependents_first(doomed) {
            if let Err(message) = self.delete(&resource).await {
                let message = Mask::of_secrets(&resource.inputs).apply(&message);
                let what = format!("{} `{}`", resource.r#type, resource.name);
                self.fail(
                    Some(resource.urn),
                    format!("{what} cannot be deleted: {message}"),
                );
                return;
            }
        }
    }

    fn undeclared(&self) -> Vec<ResourceState> {
        let progress = self.progress();
        let known = progress.known.resources.iter();
        known
            .filter(|known| self.is_target(&known.urn))
            .filter(|known| {
                known.pending_delete || !progress.registrations.contains_key(&known.urn)
            })
            .cloned()
            .collect()
    }

    /// Deletes a resource, or forgets it if it is to be retained.
    pub(super) async fn delete(&self, resource: &ResourceState) -> Result<(), String> {
        if resource.retain_on_delete {
            self.deleted(Operation::Retain, resource);
            return Ok(());
        }
        if resource.custom && !self.is_preview() {
            self.delete_by_provider(resource)
                .await
                .map_err(|error| error.to_string())?;
        }
        self.deleted(Operation::Delete, resource);
        Ok(())
    }

    async fn delete_by_provider(&self, resource: &ResourceState) -> Result<(), ProviderError> {
        let provider = self
            .engine
            .providers
            .of(&resource.r#type)
            .ok_or_else(|| ProviderError::new("its type is not known here"))?;
        let (identity, existing) = (resource.identity(), resource.existing());
        let there = match self.engine.refresh {
            true => provider.read(&identity, &existing).await?.is_some(),
            false => true,
        };
        match there {
            true => provider.delete(&identity, &existing).await,
            false => Ok(()),
        }
    }
}

/// Orders resources so that each comes after all that need it.
pub(super) fn dependents_first(resources: Vec<ResourceState>) -> Vec<ResourceState> {
    let mut ordered = Vec::with_capacity(resources.len());
    let mut seen = BTreeSet::new();
    for index in 0..resources.len() {
        visit(&resources, index, &mut seen, &mut ordered);
    }
    ordered
        .into_iter()
        .rev()
        .map(|index| resources[index].clone())
        .collect()
}

/// Adds what a resource needs, and then itself.
fn visit(
    resources: &[ResourceState],
    index: usize,
    seen: &mut BTreeSet<usize>,
    ordered: &mut Vec<usize>,
) {
    if !seen.insert(index) {
        return;
    }
    for urn in resources[index].needs() {
        // Of a resource that was replaced, more than one may go.
        for (needed, other) in resources.iter().enumerate() {
            if other.urn == urn {
                visit(resources, needed, seen, ordered);
            }
        }
    }
    ordered.push(index);
}
