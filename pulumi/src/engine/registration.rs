//! What a program registers: read from the wire, and completed by what its parent has.

use super::{
    deployment::{Deployment, Progress, ended},
    options::{Options, unsupported},
    outcome::Registration,
    urn::urn,
};
use crate::protocol::RegisterResourceRequest;
use crate::{
    request::RunRequest,
    resource::package_of,
    value::{Object, object_from_wire},
};
use std::collections::BTreeMap;
use tonic::Status;

impl Deployment {
    /// Takes note of what a program registers, unless it must not.
    pub(super) fn begin(&self, request: RegisterResourceRequest) -> Result<Registration, Status> {
        let RunRequest { stack, project, .. } = &self.engine.request;
        let urn = urn(
            stack,
            project,
            &request.parent,
            &request.r#type,
            &request.name,
        );
        let mut progress = self.progress();
        if progress.ended {
            return Err(ended());
        }
        if let Some(option) = unsupported(&request) {
            return Err(Status::unimplemented(format!(
                "this engine does not have the option {option}"
            )));
        }
        if progress.registrations.contains_key(&urn) {
            return Err(Status::already_exists(format!(
                "the URN {urn} is registered twice: choose another name"
            )));
        }
        let (provider, providers) = providers_of(&progress, &request);
        let options = Options::of(stack, project, &request);
        let mut inputs = object_from_wire(request.object);
        if !request.supports_partial_values {
            // As Pulumi's own engine does, for old SDKs that cannot tell which part of a property is unknown.
            inputs.retain(|_, input| !input.contains_unknown());
        }
        let properties = request.property_dependencies.into_iter();
        let registration = Registration {
            urn: urn.clone(),
            r#type: request.r#type,
            name: request.name,
            custom: request.custom,
            parent: Some(request.parent).filter(|parent| !parent.is_empty()),
            inputs,
            dependencies: request.dependencies.into_iter().collect(),
            property_dependencies: properties
                .map(|(property, on)| (property, on.urns.into_iter().collect()))
                .collect(),
            protect: request.protect,
            version: request.version,
            provider,
            providers,
            options,
            id: String::new(),
            outputs: Object::new(),
        };
        progress.registrations.insert(urn, registration.clone());
        Ok(registration)
    }
}

/// What a resource is created with, and what its children are: as the program says, or as its parent has it.
fn providers_of(
    progress: &Progress,
    request: &RegisterResourceRequest,
) -> (Option<String>, BTreeMap<String, String>) {
    let parent = progress.registrations.get(&request.parent);
    let mut providers = parent.map_or_else(BTreeMap::new, |parent| parent.providers.clone());
    providers.extend(request.providers.clone());
    let given = Some(request.provider.clone()).filter(|provider| !provider.is_empty());
    let package = package_of(&request.r#type);
    let provider = match request.custom {
        true => given.or_else(|| providers.get(package).cloned()),
        false => None,
    };
    if let Some(provider) = &provider {
        providers.insert(package.to_owned(), provider.clone());
    }
    (provider, providers)
}
