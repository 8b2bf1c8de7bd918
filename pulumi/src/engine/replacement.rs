//! Resources that must go before another can take their place.

use super::{
    deletion::dependents_first, deployment::Deployment, provider::ProviderError,
    state::ResourceState,
};
use crate::value::Value;
use std::collections::BTreeSet;

impl Deployment {
    /// Deletes a resource that is about to be created anew, and before it all that must be created anew because of it.
    pub(super) async fn delete_before_replacing(&self, urn: &str) -> Result<(), ProviderError> {
        let doomed = dependents_first(self.doomed_with(urn).await?);
        if let Some(protected) = doomed.iter().find(|resource| resource.protect) {
            return Err(ProviderError::new(format!(
                "cannot be replaced without deleting {} `{}`, which is protected: take its protection away first",
                protected.r#type, protected.name
            )));
        }
        for resource in doomed {
            self.progress().replaced.insert(resource.urn.clone());
            self.delete(&resource).await.map_err(|message| {
                ProviderError::new(format!(
                    "{} `{}` cannot be deleted: {message}",
                    resource.r#type, resource.name
                ))
            })?;
        }
        Ok(())
    }

    /// The resource and its dependents that cannot outlive it, as far as the program has not declared them anew.
    async fn doomed_with(&self, urn: &str) -> Result<Vec<ResourceState>, ProviderError> {
        let (known, registered) = {
            let progress = self.progress();
            let registered: BTreeSet<_> = progress.registrations.keys().cloned().collect();
            (progress.known.resources.clone(), registered)
        };
        let mut doomed: Vec<_> = known
            .iter()
            .filter(|resource| resource.urn == urn && !resource.pending_delete)
            .cloned()
            .collect();
        let mut gone = BTreeSet::from([urn.to_owned()]);
        // Dependents of dependents follow: until there are no more.
        loop {
            let before = doomed.len();
            for resource in &known {
                let candidate = resource.custom
                    && !resource.pending_delete
                    && !gone.contains(&resource.urn)
                    && !registered.contains(&resource.urn);
                if candidate && self.is_replaced_with(resource, &gone).await? {
                    gone.insert(resource.urn.clone());
                    doomed.push(resource.clone());
                }
            }
            if doomed.len() == before {
                return Ok(doomed);
            }
        }
    }

    /// Whether a resource must be replaced once what comes from others is another.
    async fn is_replaced_with(
        &self,
        resource: &ResourceState,
        gone: &BTreeSet<String>,
    ) -> Result<bool, ProviderError> {
        let existing = resource.existing();
        let mut inputs = existing.inputs.clone();
        let mut touched = false;
        for (property, urns) in &resource.property_dependencies {
            if !urns.is_disjoint(gone) {
                inputs.insert(property.clone(), Value::Unknown);
                touched = true;
            }
        }
        let provider = self.engine.providers.of(&resource.r#type);
        let Some(provider) = provider.filter(|_| touched) else {
            return Ok(false);
        };
        let identity = resource.identity();
        let diff = provider.diff(&identity, &existing, &inputs).await?;
        Ok(!diff.replaces.is_empty())
    }
}
