//! What becomes of one resource: created, updated, replaced, or left as it is.

use super::{
    deployment::Deployment,
    files::by_content,
    outcome::{Operation, Registration},
    provider::{Created, Diff, Existing, Identity, Provider, ProviderError},
    state::ResourceState,
};
use crate::value::{Object, Value, without_secrets};
use std::collections::{BTreeMap, BTreeSet};

/// One resource in the hands of its provider.
pub(super) struct Work<'a> {
    pub(super) deployment: &'a Deployment,
    pub(super) registration: &'a Registration,
    pub(super) provider: &'a dyn Provider,
    pub(super) identity: Identity,
    /// Properties whose values are secret, wherever they turn up.
    pub(super) secrets: BTreeSet<String>,
    /// What is in the files of each property that has any.
    pub(super) digests: BTreeMap<String, String>,
}

impl Work<'_> {
    /// Does what must be done, and tells what that was.
    pub(super) async fn done(&self) -> Result<(Operation, ResourceState), ProviderError> {
        let old = self.existing().await?;
        let given = self.given(old.as_ref())?;
        let inputs = self.check(old.as_ref(), given.clone()).await?;
        let Some(old) = old else {
            return self.create(Operation::Create, inputs).await;
        };
        let diff = self.diff(&old, &inputs).await?;
        if !diff.replaces.is_empty() {
            self.refuse_to_replace_protected(&diff.replaces)?;
            if self.registration.options.delete_before_replace == Some(true) {
                let urn = &self.identity.urn;
                self.deployment.delete_before_replacing(urn).await?;
            }
            // It gets a name of its own: the old one is still there.
            return self
                .create(Operation::Replace, self.check(None, given).await?)
                .await;
        }
        if diff.updates.is_empty() {
            return Ok((Operation::Same, self.state(old.id, inputs, old.outputs)));
        }
        let preview = self.deployment.is_preview();
        let outputs = self
            .provider
            .update(&self.identity, &old, &inputs, preview)
            .await?;
        Ok((Operation::Update, self.state(old.id, inputs, outputs)))
    }

    /// What is there from before, as it is now if the run refreshes.
    async fn existing(&self) -> Result<Option<Existing>, ProviderError> {
        let Some(known) = self
            .deployment
            .known(&self.identity.urn)
            .filter(|known| known.custom)
        else {
            return Ok(None);
        };
        let mut existing = known.existing();
        if self.deployment.engine.refresh {
            match self.provider.read(&self.identity, &existing).await? {
                Some(outputs) => existing.outputs = outputs,
                None => {
                    self.deployment.forget(&known);
                    return Ok(None);
                }
            }
        }
        Ok(Some(existing))
    }

    /// What the program gave, but for what is to stay as it was.
    fn given(&self, old: Option<&Existing>) -> Result<Object, ProviderError> {
        let mut inputs = without_secrets(self.registration.inputs.clone());
        let ignored = self.registration.options.ignored();
        for path in ignored.map_err(ProviderError::new)? {
            if let Some(old) = old {
                inputs = path.restore(inputs, &old.inputs);
            }
        }
        Ok(inputs)
    }

    async fn check(&self, old: Option<&Existing>, given: Object) -> Result<Object, ProviderError> {
        self.provider
            .check(&self.identity, old.map(|old| &old.inputs), given)
            .await
    }

    async fn diff(&self, old: &Existing, inputs: &Object) -> Result<Diff, ProviderError> {
        let known = self.deployment.known(&self.identity.urn);
        let before = known.map(|known| known.digests).unwrap_or_default();
        let (inputs, rewritten) = by_content((&old.inputs, &before), (inputs, &self.digests));
        let mut diff = self.provider.diff(&self.identity, old, &inputs).await?;
        diff.updates.extend(rewritten);
        let replacing = self.registration.options.replacing();
        for (path, text) in replacing.map_err(ProviderError::new)? {
            if path.differs(&old.inputs, &inputs) {
                diff.replaces.push(text.clone());
            }
        }
        Ok(diff)
    }

    async fn create(
        &self,
        operation: Operation,
        inputs: Object,
    ) -> Result<(Operation, ResourceState), ProviderError> {
        let preview = self.deployment.is_preview();
        let Created { id, outputs } = self
            .provider
            .create(&self.identity, &inputs, preview)
            .await?;
        let id = if preview { String::new() } else { id };
        Ok((operation, self.state(id, inputs, outputs)))
    }

    fn refuse_to_replace_protected(&self, changes: &[String]) -> Result<(), ProviderError> {
        let known = self.deployment.known(&self.identity.urn);
        match known.is_some_and(|known| known.protect) {
            true => Err(ProviderError::property(
                changes.join("`, `"),
                "cannot be changed without replacing the resource, which is protected: take its protection away first",
            )),
            false => Ok(()),
        }
    }

    fn state(&self, id: String, inputs: Object, outputs: Object) -> ResourceState {
        let (inputs, mut outputs) = (self.marked(inputs), self.marked(outputs));
        for name in &self.registration.options.additional_secret_outputs {
            if let Some(value) = outputs.remove(name) {
                outputs.insert(name.clone(), value.into_secret());
            }
        }
        let digests = self.digests.clone();
        ResourceState {
            digests,
            ..self
                .deployment
                .state(self.registration, id, inputs, outputs)
        }
    }

    fn marked(&self, object: Object) -> Object {
        let mark = |(key, value): (String, Value)| match self.secrets.contains(&key) {
            true => (key, value.into_secret()),
            false => (key, value),
        };
        object.into_iter().map(mark).collect()
    }
}
