//! The registration of a resource: what options and arguments say goes to the engine, as soon as it is known.

use crate::{
    context::{Context, refused},
    input::{Arguments, Lowered},
    options::{Given, ResourceArguments, ResourceOptions},
    output::Answer,
    problem::Failure,
    resource::{PROVIDER_TYPE, Registered, Registration, package_of},
    value::{UNKNOWN, object_from_wire, object_to_wire},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, register_resource_request::PropertyDependencies,
};
use std::{collections::BTreeSet, sync::Arc};

impl Registration {
    /// Registers a resource that a provider creates.
    pub fn custom<A: ResourceArguments>(
        ctx: &Context,
        r#type: &str,
        version: &str,
        name: &str,
        arguments: Arguments,
        options: ResourceOptions<A>,
    ) -> Self {
        let mut given = options.given;
        let secrets = A::SECRETS.iter().map(ToString::to_string);
        given.additional_secret_outputs.extend(secrets);
        begin(ctx, r#type, Some(version), name, arguments, given)
    }

    pub(crate) fn component(
        ctx: &Context,
        r#type: &str,
        name: &str,
        options: ResourceOptions,
    ) -> Self {
        begin(ctx, r#type, None, name, Arguments::default(), options.given)
    }
}

/// `version` is that of the provider; a component has none.
fn begin(
    ctx: &Context,
    r#type: &str,
    version: Option<&str>,
    name: &str,
    arguments: Arguments,
    mut options: Given,
) -> Registration {
    let custom = version.is_some();
    let version = options.version.take().or(version.map(str::to_owned));
    let request = RegisterResourceRequest {
        r#type: r#type.to_owned(),
        name: name.to_owned(),
        custom,
        version: version.unwrap_or_default(),
        accept_secrets: true,
        // Without it, the engine strips every property that holds an unknown value.
        supports_partial_values: true,
        // Without it, the engine cannot go on from a failure (--continue-on-error).
        supports_result_reporting: true,
        // Aliases say what they mean; an engine need not guess what an old SDK might have meant.
        alias_specs: true,
        ..RegisterResourceRequest::default()
    };
    // An engine does not expand components.
    let depends_on = options.depends_on.iter().flat_map(Registration::below);
    options.depends_on = depends_on.collect();
    let parent = options.parent.clone();
    let inherited = parent.as_ref().map(|parent| parent.providers().clone());
    let mut providers = inherited.unwrap_or_default();
    providers.extend(options.providers.clone());
    if custom {
        options.providers = providers.clone();
        options
            .providers
            .retain(|package, _| *package == package_of(r#type));
    }
    let registering = register(ctx.clone(), request, arguments, options);
    let registration = Registration::new(r#type, name, custom, providers, registering);
    if let Some(parent) = parent {
        parent.add_child(registration.clone());
    }
    let registering = registration.clone();
    ctx.spawn(async move { registering.registered().await.map(|_| ()) });
    registration
}

/// Waits for all that the resource needs, and registers it.
///
/// Of the providers in `options`, a resource is created with the only one; a component gives all of them to its children.
async fn register(
    ctx: Context,
    mut request: RegisterResourceRequest,
    arguments: Arguments,
    options: Given,
) -> Result<Arc<Registered>, Failure> {
    request.protect = options.protect;
    request.retain_on_delete = options.retain_on_delete;
    request.delete_before_replace = options.delete_before_replace == Some(true);
    request.delete_before_replace_defined = options.delete_before_replace.is_some();
    request.custom_timeouts = options.custom_timeouts.map(|timeouts| timeouts.to_wire());
    request.ignore_changes = options.ignore_changes;
    request.replace_on_changes = options.replace_on_changes;
    request.additional_secret_outputs = options.additional_secret_outputs;
    request.parent = match options.parent {
        Some(parent) => parent.registered().await?.urn.clone(),
        None => ctx.root().to_owned(),
    };
    for (package, provider) in options.providers {
        let reference = provider.registered().await?.reference();
        match request.custom {
            true => request.provider = reference,
            false => _ = request.providers.insert(package.to_owned(), reference),
        }
    }
    for alias in options.aliases {
        request.aliases.push(alias.into_wire().await?);
    }
    let mut all = BTreeSet::new();
    for other in options.depends_on {
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
    let answer = Answer {
        properties: object_from_wire(response.object),
        absent_is_unknown: ctx.is_preview()
            || response.result != rpc::Result::Success as i32
            || (custom && id.is_none()),
        secret: false,
        // Nothing can depend on a component itself.
        dependencies: custom.then(|| response.urn.clone()).into_iter().collect(),
    };
    Ok(Arc::new(Registered {
        urn: response.urn,
        id,
        custom,
        answer,
    }))
}
