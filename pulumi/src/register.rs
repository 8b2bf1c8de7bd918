//! The registration of a resource: what options and arguments say goes to the engine, as soon as it is known.

use crate::{
    context::{Context, refused},
    input::{Arguments, Form, Input, Lowered, Node},
    options::{Given, ResourceArguments, ResourceOptions},
    output::Answer,
    problem::Failure,
    protocol::{
        self as rpc, ReadResourceRequest, RegisterResourceRequest,
        register_resource_request::PropertyDependencies,
    },
    resource::{Kind, PROVIDER_TYPE, Registered, Registration, package_of},
    transform::{TRANSFORMS, to_callback},
    value::{Object, UNKNOWN, Value, object_from_wire, object_to_wire},
};
use prost_types::Struct;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Registration {
    /// Registers a resource that a provider makes.
    pub fn of_provider<A: ResourceArguments>(
        ctx: &Context,
        kind: &Kind,
        name: &str,
        arguments: Arguments,
        options: ResourceOptions<A>,
    ) -> Self {
        let mut given = options.given;
        for secret in A::SECRETS.iter().chain(kind.secrets) {
            if !given
                .additional_secret_outputs
                .iter()
                .any(|known| known == secret)
            {
                given.additional_secret_outputs.push((*secret).to_owned());
            }
        }
        let replacing = kind.replace_on_changes.iter().map(ToString::to_string);
        given.replace_on_changes.extend(replacing);
        begin(
            ctx,
            Declared::of(kind, name),
            given,
            |ctx, request, options| register(ctx, request, arguments, options),
        )
    }

    /// Reads a resource that exists already: the one with this id, and this state as far as the provider needs it.
    pub fn existing<A: ResourceArguments>(
        ctx: &Context,
        kind: &Kind,
        name: &str,
        id: Input<String>,
        state: Arguments,
        options: ResourceOptions<A>,
    ) -> Self {
        let mut given = options.given;
        let secrets = kind.secrets.iter().map(ToString::to_string);
        given.additional_secret_outputs.extend(secrets);
        begin(
            ctx,
            Declared::of(kind, name),
            given,
            |ctx, request, options| read(ctx, request, id.node, state, options),
        )
    }

    pub(crate) fn component(
        ctx: &Context,
        r#type: &str,
        name: &str,
        inputs: Arguments,
        options: ResourceOptions,
    ) -> Self {
        let declared = Declared {
            r#type,
            name,
            kind: None,
        };
        begin(ctx, declared, options.given, |ctx, request, options| {
            register(ctx, request, inputs, options)
        })
    }
}

/// What is registered.
struct Declared<'a> {
    r#type: &'a str,
    name: &'a str,
    /// A component of the program's own has none.
    kind: Option<&'a Kind>,
}

impl<'a> Declared<'a> {
    fn of(kind: &'a Kind, name: &'a str) -> Self {
        Self {
            r#type: kind.token,
            name,
            kind: Some(kind),
        }
    }
}

fn begin<F>(
    ctx: &Context,
    declared: Declared<'_>,
    mut options: Given,
    registering: impl FnOnce(Context, RegisterResourceRequest, Given) -> F,
) -> Registration
where
    F: Future<Output = Result<Arc<Registered>, Failure>> + Send + 'static,
{
    let Declared { r#type, name, kind } = declared;
    let custom = kind.is_some_and(|kind| !kind.remote);
    let version = options.version.take();
    let url = options.plugin_download_url.take();
    let request = RegisterResourceRequest {
        r#type: r#type.to_owned(),
        name: name.to_owned(),
        custom,
        remote: kind.is_some_and(|kind| kind.remote),
        version: version.unwrap_or_else(|| kind.map_or("", |kind| kind.version).to_owned()),
        plugin_download_url: url
            .unwrap_or_else(|| kind.map_or("", |kind| kind.plugin_download_url).to_owned()),
        accept_secrets: true,
        accept_resources: true,
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
    options.providers = providers.clone();
    if custom {
        options
            .providers
            .retain(|package, _| *package == package_of(r#type));
    }
    let registering = ctx.after_preparations(registering(ctx.clone(), request, options));
    let registration = Registration::new(r#type, name, kind.is_none(), providers, registering);
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
    request.hide_diffs = options.hide_diffs;
    request.additional_secret_outputs = options.additional_secret_outputs;
    request.import_id = options.import.unwrap_or_default();
    request.env_var_mappings = options.env_var_mappings.into_iter().collect();
    request.parent = parent(&ctx, options.parent).await?;
    for (package, provider) in options.providers {
        let reference = provider.registered().await?.reference();
        if request.custom || package == package_of(&request.r#type) {
            request.provider.clone_from(&reference);
        }
        if !request.custom {
            request.providers.insert(package.to_owned(), reference);
        }
    }
    for alias in options.aliases {
        request.aliases.push(alias.into_wire().await?);
    }
    if let Some(other) = options.deleted_with {
        request
            .deleted_with
            .clone_from(&other.registered().await?.urn);
    }
    for other in options.replace_with {
        request
            .replace_with
            .push(other.registered().await?.urn.clone());
    }
    if let Some(trigger) = options.replacement_trigger {
        let trigger = trigger.lower(Form::Values, &mut BTreeSet::new()).await?;
        request.replacement_trigger = trigger.map(|trigger| trigger.to_wire());
    }
    if !options.hooks.is_empty() {
        request.hooks = Some(options.hooks.into_wire().await?);
    }
    if !options.transforms.is_empty() {
        ctx.demand(TRANSFORMS).await?;
    }
    for transform in options.transforms {
        let callback = ctx.callback(to_callback(transform)).await?;
        request.transforms.push(callback);
    }
    let mut all = urns(options.depends_on).await?;
    let form = match request.remote {
        true => Form::Outputs,
        false => Form::Values,
    };
    let Lowered {
        mut object,
        dependencies,
    } = arguments.lower(form).await?;
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
    let (remote, secret_properties) = (request.remote, request.additional_secret_outputs.clone());
    let response = ctx.monitor().register_resource(request).await;
    let response = response
        .map_err(|status| refused(&format!("{type} `{name}`"), &status))?
        .into_inner();
    let property_dependencies = response.property_dependencies.into_iter();
    let answered = Answered {
        urn: response.urn,
        id: response.id,
        properties: response.object,
        property_dependencies: property_dependencies
            .map(|(name, dependencies)| (name, dependencies.urns))
            .collect(),
        secret_properties,
        result: response.result,
        unknown: response.unknown,
    };
    // Nothing can depend on a component of the program's own.
    Ok(answered.registered(&ctx, custom, custom || remote))
}

/// Waits for the id, and reads the resource.
async fn read(
    ctx: Context,
    request: RegisterResourceRequest,
    id: Node,
    state: Arguments,
    options: Given,
) -> Result<Arc<Registered>, Failure> {
    let mut all = urns(options.depends_on).await?;
    let mut provider = String::new();
    if let Some(declared) = options.providers.get(package_of(&request.r#type)) {
        provider = declared.registered().await?.reference();
    }
    let Lowered {
        object,
        dependencies,
    } = state.lower(Form::Values).await?;
    all.extend(dependencies.into_values().flatten());
    let id = id.lower(Form::Values, &mut all).await?;
    let id = id.as_ref().and_then(Value::as_str).unwrap_or(UNKNOWN);
    let what = format!("{} `{}`", request.r#type, request.name);
    let secret_properties = options.additional_secret_outputs.clone();
    let response = ctx
        .monitor()
        .read_resource(ReadResourceRequest {
            id: id.to_owned(),
            r#type: request.r#type,
            name: request.name,
            parent: parent(&ctx, options.parent).await?,
            properties: Some(object_to_wire(&object)),
            dependencies: all.into_iter().collect(),
            provider,
            version: request.version,
            plugin_download_url: request.plugin_download_url,
            accept_secrets: true,
            accept_resources: true,
            additional_secret_outputs: options.additional_secret_outputs,
            ..ReadResourceRequest::default()
        })
        .await;
    let response = response
        .map_err(|status| refused(&what, &status))?
        .into_inner();
    let answered = Answered {
        // Engines from before they said it read the very resource that was asked for.
        id: match response.id.as_str() {
            "" if !ctx.is_preview() => id.to_owned(),
            id => id.to_owned(),
        },
        urn: response.urn,
        properties: response.properties,
        property_dependencies: BTreeMap::new(),
        secret_properties,
        result: response.result,
        unknown: response.unknown,
    };
    Ok(answered.registered(&ctx, true, true))
}

async fn parent(ctx: &Context, parent: Option<Registration>) -> Result<String, Failure> {
    Ok(match parent {
        Some(parent) => parent.registered().await?.urn.clone(),
        None => ctx.root().to_owned(),
    })
}

async fn urns(resources: Vec<Registration>) -> Result<BTreeSet<String>, Failure> {
    let mut urns = BTreeSet::new();
    for resource in resources {
        urns.insert(resource.registered().await?.urn.clone());
    }
    Ok(urns)
}

/// What an engine says of a resource that was registered or read.
struct Answered {
    urn: String,
    id: String,
    properties: Option<Struct>,
    property_dependencies: BTreeMap<String, Vec<String>>,
    secret_properties: Vec<String>,
    result: i32,
    unknown: bool,
}

impl Answered {
    fn registered(self, ctx: &Context, custom: bool, depended_on: bool) -> Arc<Registered> {
        let id = Some(self.id).filter(|id| !id.is_empty() && id != UNKNOWN);
        let succeeded = self.result == rpc::Result::Success as i32;
        if custom && id.is_none() {
            ctx.note_absent(&self.urn);
        }
        let answer = Answer {
            // What a resource that failed was given is not what it has.
            properties: match succeeded {
                true => object_from_wire(self.properties),
                false => Object::new(),
            },
            absent_is_unknown: ctx.is_preview()
                || !succeeded
                || self.unknown
                || (custom && id.is_none()),
            secret: false,
            secret_properties: self.secret_properties,
            dependencies: depended_on.then(|| self.urn.clone()).into_iter().collect(),
            property_dependencies: self.property_dependencies,
        };
        Arc::new(Registered {
            urn: self.urn,
            id,
            custom,
            answer,
        })
    }
}
