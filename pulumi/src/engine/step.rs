//! What a registration comes to: a resource created, updated, replaced, or left as it is.

use super::{
    Created, Diff, Existing, Identity, Operation, Provider, ProviderError, Registration,
    ResourceState,
    deployment::{Deployment, Missing, ending},
    missing::LeftOut,
};
use crate::{
    mask::Mask,
    value::{Object, Value, object_to_wire},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, RegisterResourceResponse,
};
use std::collections::BTreeSet;
use tonic::Status;

impl Deployment {
    /// Answers a registration when the resource is there.
    pub(super) async fn register(
        &self,
        request: RegisterResourceRequest,
    ) -> Result<RegisterResourceResponse, Status> {
        let _working = self.working().await;
        let accepts_secrets = request.accept_secrets;
        let reports_results = request.supports_result_reporting;
        let registration = self.begin(request)?;
        let worked = match registration.custom {
            true => self.work(&registration).await,
            false => Ok(Worked::Done(Box::new(
                self.register_component(&registration),
            ))),
        };
        let answer = match worked {
            Ok(Worked::Done(state)) => Answer {
                id: state.id,
                outputs: state.outputs,
                result: rpc::Result::Success,
            },
            Ok(Worked::Missing(why)) => {
                self.is_missing(&registration.urn, why);
                Answer {
                    id: String::new(),
                    outputs: registration.inputs,
                    result: match why {
                        Missing::Failed => rpc::Result::Skip,
                        Missing::NoTarget => rpc::Result::Success,
                    },
                }
            }
            Err(message) => {
                let message = Mask::of_secrets(&registration.inputs).apply(&message);
                let message = format!("{}: {message}", identity(&registration));
                self.fail(Some(registration.urn.clone()), message);
                if !(self.continue_on_error && reports_results) {
                    return Err(ending());
                }
                self.is_missing(&registration.urn, Missing::Failed);
                Answer {
                    id: String::new(),
                    outputs: Object::new(),
                    result: rpc::Result::Fail,
                }
            }
        };
        let outputs = match accepts_secrets {
            true => answer.outputs,
            false => opened(answer.outputs),
        };
        Ok(RegisterResourceResponse {
            urn: registration.urn,
            id: answer.id,
            object: Some(object_to_wire(&outputs)),
            result: answer.result as i32,
            ..RegisterResourceResponse::default()
        })
    }

    async fn work(&self, registration: &Registration) -> Result<Worked, String> {
        Ok(match self.left_out(registration).transpose()? {
            Some(LeftOut::Missing(why)) => Worked::Missing(why),
            Some(LeftOut::AsItWas(state)) => {
                self.record(Operation::Same, (*state).clone());
                Worked::Done(state)
            }
            None => Worked::Done(Box::new(self.register_custom(registration).await?)),
        })
    }

    /// A component, or the stack, is what the program says it is.
    fn register_component(&self, registration: &Registration) -> ResourceState {
        let state = self.state(
            registration,
            String::new(),
            registration.inputs.clone(),
            Object::new(),
        );
        let operation = match self.known(&state.urn) {
            Some(_) => Operation::Same,
            None => Operation::Create,
        };
        self.record(operation, state.clone());
        state
    }

    async fn register_custom(&self, registration: &Registration) -> Result<ResourceState, String> {
        let r#type = &registration.r#type;
        let provider = self
            .providers
            .of(r#type)
            .ok_or_else(|| format!("the resource type {type} is not known here"))?;
        if let Some(reference) = &registration.provider {
            self.check_reference(reference, r#type)?;
        }
        let unknown = registration
            .inputs
            .iter()
            .find(|(_, input)| input.contains_unknown());
        if let Some((property, _)) = unknown.filter(|_| !self.dry_run) {
            return Err(format!(
                "property `{property}` is unknown, and this is not a preview"
            ));
        }
        let work = Work {
            deployment: self,
            registration,
            provider,
            identity: identity(registration),
            secrets: secrets(&registration.inputs),
        };
        let (operation, state) = work.done().await.map_err(|error| error.to_string())?;
        self.record(operation, state.clone());
        Ok(state)
    }

    fn state(
        &self,
        registration: &Registration,
        id: String,
        inputs: Object,
        outputs: Object,
    ) -> ResourceState {
        ResourceState {
            urn: registration.urn.clone(),
            r#type: registration.r#type.clone(),
            name: registration.name.clone(),
            custom: registration.custom,
            id,
            inputs,
            outputs,
            parent: registration.parent.clone(),
            dependencies: registration.dependencies.clone(),
            property_dependencies: registration.property_dependencies.clone(),
            provider: registration.provider.clone(),
            protect: self.protects(registration),
            retain_on_delete: self.retains(registration),
            pending_delete: false,
        }
    }
}

/// What came of a registration.
enum Worked {
    Done(Box<ResourceState>),
    Missing(Missing),
}

/// What a program hears of it.
struct Answer {
    id: String,
    outputs: Object,
    result: rpc::Result,
}

/// One resource in the hands of its provider.
struct Work<'a> {
    deployment: &'a Deployment,
    registration: &'a Registration,
    provider: &'a dyn Provider,
    identity: Identity,
    /// Properties whose values are secret, wherever they turn up.
    secrets: BTreeSet<String>,
}

impl Work<'_> {
    async fn done(&self) -> Result<(Operation, ResourceState), ProviderError> {
        let old = self.existing().await?;
        let inputs = self.check(old.as_ref()).await?;
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
                .create(Operation::Replace, self.check(None).await?)
                .await;
        }
        if diff.updates.is_empty() {
            return Ok((Operation::Same, self.state(old.id, inputs, old.outputs)));
        }
        let preview = self.deployment.dry_run;
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
        let mut existing = existing(&known);
        if self.deployment.refresh {
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

    async fn check(&self, old: Option<&Existing>) -> Result<Object, ProviderError> {
        let mut inputs = opened(self.registration.inputs.clone());
        let ignored = self.registration.options.ignored();
        for path in ignored.map_err(ProviderError::new)? {
            if let Some(old) = old {
                inputs = path.restore(inputs, &old.inputs);
            }
        }
        self.provider
            .check(&self.identity, old.map(|old| &old.inputs), inputs)
            .await
    }

    async fn diff(&self, old: &Existing, inputs: &Object) -> Result<Diff, ProviderError> {
        let mut diff = self.provider.diff(&self.identity, old, inputs).await?;
        let replacing = self.registration.options.replacing();
        for (path, text) in replacing.map_err(ProviderError::new)? {
            if path.differs(&old.inputs, inputs) {
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
        let preview = self.deployment.dry_run;
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
        self.deployment
            .state(self.registration, id, inputs, outputs)
    }

    fn marked(&self, object: Object) -> Object {
        let mark = |(key, value): (String, Value)| match self.secrets.contains(&key) {
            true => (key, value.into_secret()),
            false => (key, value),
        };
        object.into_iter().map(mark).collect()
    }
}

pub(super) fn existing(known: &ResourceState) -> Existing {
    Existing {
        id: known.id.clone(),
        inputs: opened(known.inputs.clone()),
        outputs: opened(known.outputs.clone()),
    }
}

fn identity(registration: &Registration) -> Identity {
    Identity {
        urn: registration.urn.clone(),
        r#type: registration.r#type.clone(),
        name: registration.name.clone(),
    }
}

pub(super) fn opened(object: Object) -> Object {
    object
        .into_iter()
        .map(|(key, value)| (key, value.without_secrets()))
        .collect()
}

fn secrets(inputs: &Object) -> BTreeSet<String> {
    inputs
        .iter()
        .filter(|(_, value)| value.contains_secret())
        .map(|(key, _)| key.clone())
        .collect()
}
