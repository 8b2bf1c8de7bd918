//! The registration of one resource over the wire.

use super::{PROVIDER_TYPE, Registration};
use crate::{
    context::{Context, refused},
    input::{Arguments, Lowered},
    options::{Alias, AliasParent},
    problem::Failure,
    value::{Object, UNKNOWN, object_from_wire, object_to_wire},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, register_resource_request::PropertyDependencies,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What the engine answered.
pub(crate) struct Registered {
    pub(crate) urn: String,
    pub(super) id: Option<String>,
    pub(super) outputs: Object,
    /// Whether an output that is absent is one that is not known yet. Otherwise it has no value.
    pub(super) absent_is_unknown: bool,
    custom: bool,
}

impl Registered {
    /// Whether the resource exists by now.
    pub(crate) fn is_there(&self) -> bool {
        !self.custom || self.id.is_some()
    }

    /// How other resources refer to it, if it is a provider.
    pub(crate) fn reference(&self) -> String {
        format!("{}::{}", self.urn, self.id.as_deref().unwrap_or(UNKNOWN))
    }
}

/// Other resources that a registration refers to.
pub(super) struct Related {
    pub(super) parent: Option<Registration>,
    pub(super) depends_on: Vec<Registration>,
    pub(super) aliases: Vec<Alias>,
    pub(super) providers: Option<Providers>,
}

pub(super) enum Providers {
    /// What a resource is created with.
    One(Registration),
    /// What a component gives to its children, by package.
    ForChildren(BTreeMap<&'static str, Registration>),
}

/// Waits for all that the resource needs, and registers it.
pub(super) async fn register(
    ctx: Context,
    mut request: RegisterResourceRequest,
    related: Related,
    arguments: Arguments,
) -> Result<Arc<Registered>, Failure> {
    request.parent = match related.parent {
        Some(parent) => parent.registered().await?.urn.clone(),
        None => ctx.root().to_owned(),
    };
    match related.providers {
        Some(Providers::One(provider)) => {
            request.provider = provider.registered().await?.reference();
        }
        Some(Providers::ForChildren(providers)) => {
            for (package, provider) in providers {
                let reference = provider.registered().await?.reference();
                request.providers.insert(package.to_owned(), reference);
            }
        }
        None => {}
    }
    // They say what they mean; an engine need not guess what an old SDK might have meant.
    request.alias_specs = true;
    for alias in related.aliases {
        request.aliases.push(alias_to_wire(alias).await?);
    }
    let mut all = BTreeSet::new();
    for other in related.depends_on {
        all.insert(other.registered().await?.urn.clone());
    }
    let Lowered {
        mut object,
        dependencies,
    } = arguments.lower().await?;
    if request.r#type.starts_with(PROVIDER_TYPE) {
        // The configuration of a provider is text: what is none is JSON in it.
        for value in object.values_mut() {
            *value = value.to_text();
        }
    }
    all.extend(dependencies.values().flatten().cloned());
    request.object = Some(object_to_wire(&object));
    request.property_dependencies = dependencies
        .into_iter()
        .map(|(name, urns)| (name, urns.into_iter().collect()))
        .map(|(name, urns)| (name, PropertyDependencies { urns }))
        .collect();
    request.dependencies = all.into_iter().collect();

    let (r#type, name, custom) = (request.r#type.clone(), request.name.clone(), request.custom);
    let response = ctx.monitor().register_resource(request).await;
    let response = response
        .map_err(|status| refused(&format!("{type} `{name}`"), &status))?
        .into_inner();
    let id = Some(response.id).filter(|id| !id.is_empty() && id != UNKNOWN);
    Ok(Arc::new(Registered {
        absent_is_unknown: ctx.is_preview()
            || response.result != rpc::Result::Success as i32
            || (custom && id.is_none()),
        urn: response.urn,
        id,
        custom,
        outputs: object_from_wire(response.object),
    }))
}

async fn alias_to_wire(alias: Alias) -> Result<rpc::Alias, Failure> {
    use rpc::alias::{Alias as Wire, Spec, spec::Parent};
    let wire = match alias.urn {
        Some(urn) => Wire::Urn(urn),
        None => {
            let parent = match alias.parent {
                None => None,
                Some(AliasParent::Stack) => Some(Parent::NoParent(true)),
                Some(AliasParent::Urn(urn)) => Some(Parent::ParentUrn(urn)),
                Some(AliasParent::Of(parent)) => {
                    Some(Parent::ParentUrn(parent.registered().await?.urn.clone()))
                }
            };
            Wire::Spec(Spec {
                name: alias.name.unwrap_or_default(),
                r#type: alias.r#type.unwrap_or_default(),
                stack: alias.stack.unwrap_or_default(),
                project: alias.project.unwrap_or_default(),
                parent,
            })
        }
    };
    Ok(rpc::Alias { alias: Some(wire) })
}
