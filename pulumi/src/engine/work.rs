//! What becomes of a registration: its inputs are checked, the provider creates it, and the program hears of its outputs.

use super::{
    deployment::Deployment,
    outcome::Registration,
    provider::{Created, ProviderError},
    urn,
};
use crate::protocol::{self as rpc, RegisterResourceRequest, RegisterResourceResponse};
use crate::{
    mask::Mask,
    resource::{PROVIDER_TYPE, package_of},
    value::{Object, UNKNOWN, Value, object_to_wire, without_secrets},
};
use tonic::Status;

impl Deployment {
    /// Answers a registration when the resource is there, or cannot be.
    pub(super) async fn register(
        &self,
        request: RegisterResourceRequest,
    ) -> Result<RegisterResourceResponse, Status> {
        let _working = self.working().await;
        let accepts_secrets = request.accept_secrets;
        let transforms = request.transforms.clone();
        let registration = self.begin(self.transformed(request).await?)?;
        let urn = registration.urn.clone();
        self.progress().transforms.insert(urn, transforms);
        let (result, Created { id, outputs }) = self.worked(&registration).await;
        let heard = match accepts_secrets {
            true => outputs.clone(),
            false => without_secrets(outputs.clone()),
        };
        match result {
            rpc::Result::Success => self.created(&registration.urn, id.clone(), outputs),
            _ => _ = self.progress().missing.insert(registration.urn.clone()),
        }
        Ok(RegisterResourceResponse {
            urn: registration.urn,
            id,
            object: Some(object_to_wire(&heard)),
            result: result as i32,
            ..RegisterResourceResponse::default()
        })
    }

    async fn worked(&self, registration: &Registration) -> (rpc::Result, Created) {
        let nothing = Created::default();
        let missing = |urn: &str| self.progress().missing.contains(urn);
        if registration.needs().any(missing) {
            return (rpc::Result::Fail, nothing);
        }
        if !registration.custom {
            return (rpc::Result::Success, nothing);
        }
        match self.create(registration).await {
            Ok(created) => (rpc::Result::Success, created),
            Err(error) => {
                let message = error.to_string();
                let message = Mask::of_secrets(&registration.inputs).apply(&message);
                let urn = Some(registration.urn.clone());
                self.fail(urn, format!("{registration}: {message}"));
                (rpc::Result::Fail, nothing)
            }
        }
    }

    async fn create(&self, registration: &Registration) -> Result<Created, ProviderError> {
        let Registration { r#type, inputs, .. } = registration;
        let provider = self.engine.provider_of(r#type).ok_or_else(|| {
            ProviderError::new(format!("the resource type {type} is not known here"))
        })?;
        if let Some(reference) = &registration.provider {
            self.check_reference(reference, r#type)
                .map_err(ProviderError::new)?;
        }
        let plain = without_secrets(inputs.clone());
        provider.check(registration, &plain).await?;
        let mut created = match self.is_preview() {
            true => Created {
                id: String::new(),
                outputs: plain,
            },
            false => {
                known(&plain)?;
                provider.create(registration, &plain).await?
            }
        };
        let secrets = &registration.options.additional_secret_outputs;
        for (name, value) in &mut created.outputs {
            let input = inputs.get(name);
            if input.is_some_and(Value::contains_secret) || secrets.contains(name) {
                *value = value.clone().into_secret();
            }
        }
        Ok(created)
    }

    /// Holds a reference to what was registered: a provider of that package, with that id.
    pub(super) fn check_reference(&self, reference: &str, token: &str) -> Result<(), String> {
        let package = package_of(token);
        let progress = self.progress();
        let known = urn::of_provider(reference).and_then(|urn| progress.registrations.get(urn));
        let provider = known.filter(|known| {
            let id = match self.is_preview() {
                true => UNKNOWN,
                false => &known.id,
            };
            !id.is_empty() && reference == format!("{}::{id}", known.urn)
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

/// Inputs of what is to be created are known.
fn known(inputs: &Object) -> Result<(), ProviderError> {
    let unknown = inputs.iter().find(|(_, input)| input.contains_unknown());
    unknown.map_or(Ok(()), |(property, _)| {
        let reason = "is unknown, and this is not a preview";
        Err(ProviderError::property(property, reason))
    })
}
