//! What a program registers: read from the wire, and completed by what its parent has.

use super::{
    aliases::former_urns,
    deployment::{Deployment, Progress, ending},
    options::{Options, unsupported},
    outcome::Registration,
    state::ResourceState,
    urn::{self, urn},
};
use crate::{
    request::RunRequest,
    resource::{PROVIDER_TYPE, package_of},
    value::{Object, UNKNOWN, object_from_wire},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::RegisterResourceRequest;
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
        if progress.ending {
            return Err(ending());
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
        let former = self.recognise(&mut progress, &urn, &request);
        let (provider, providers) = providers_of(&progress, &request);
        let options = Options::of(&request, former);
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
        };
        progress.registrations.insert(urn, registration.clone());
        Ok(registration)
    }

    /// Finds what is known of a resource under a name that it had before. Gives all such names.
    fn recognise(
        &self,
        progress: &mut Progress,
        urn: &str,
        request: &RegisterResourceRequest,
    ) -> Vec<String> {
        let parent = progress.registrations.get(&request.parent);
        let parents = parent.map_or(&[][..], |parent| &parent.options.former_urns);
        let RunRequest { stack, project, .. } = &self.engine.request;
        let former = former_urns((stack, project), request, parents);
        if progress.known.get(urn).is_none() {
            let found = former.iter().find(|former| {
                progress.known.get(former).is_some()
                    && !progress.registrations.contains_key(*former)
            });
            if let Some(found) = found {
                progress.known.rename(found, urn);
            }
        }
        former
    }

    /// Holds a reference to what is known: a provider of that package which has been registered, with that id.
    pub(super) fn check_reference(&self, reference: &str, token: &str) -> Result<(), String> {
        let package = package_of(token);
        let known = urn::of_provider(reference).and_then(|urn| self.known(urn));
        let provider = known.filter(|known| {
            let id = reference.strip_prefix(known.urn.as_str());
            let id = id.and_then(|rest| rest.strip_prefix("::"));
            id == Some(&known.id) || (self.is_preview() && id == Some(UNKNOWN))
        });
        let provider = provider.ok_or_else(|| format!("there is no provider `{reference}`"))?;
        match provider.r#type.strip_prefix(PROVIDER_TYPE) {
            Some(of) if of == package => Ok(()),
            _ => Err(format!(
                "`{reference}` is not a provider of the package {package}"
            )),
        }
    }

    /// What is known of a resource from now on.
    pub(super) fn state(
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
            digests: BTreeMap::new(),
            provider: registration.provider.clone(),
            protect: self.protects(registration),
            retain_on_delete: self.retains(registration),
            pending_delete: false,
        }
    }

    /// Whether a resource is protected: by itself, or by its parent.
    fn protects(&self, registration: &Registration) -> bool {
        registration.protect.unwrap_or_else(|| {
            let parent = registration.parent.as_deref();
            parent
                .and_then(|urn| self.known(urn))
                .is_some_and(|parent| parent.protect)
        })
    }

    /// Whether a resource is forgotten instead of deleted: by itself, or by its parent.
    fn retains(&self, registration: &Registration) -> bool {
        registration.options.retain_on_delete.unwrap_or_else(|| {
            let parent = registration.parent.as_deref();
            parent
                .and_then(|urn| self.known(urn))
                .is_some_and(|parent| parent.retain_on_delete)
        })
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
