//! Resources: their registration with the engine and what comes back.

use crate::{
    context::{Context, refused},
    input::Arguments,
    options::ResourceOptions,
    output::{Output, Resolved},
    problem::{Failure, Problem},
    value::{Object, UNKNOWN, Value},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, register_resource_request::PropertyDependencies,
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Anything that is registered with an engine: a resource of a provider, or a component.
pub trait Resource {
    /// The registration, by which options refer to the resource.
    fn registration(&self) -> &Registration;
}

/// A resource's registration with the engine. It begins when it is made and goes on beside the program.
///
/// Generated resources are made of one; programs rarely meet it.
#[derive(Clone)]
pub struct Registration(Arc<Inner>);

struct Inner {
    r#type: String,
    name: String,
    custom: bool,
    registering: Registering,
    children: Mutex<Vec<Registration>>,
}

type Registering = Shared<BoxFuture<'static, Result<Arc<Registered>, Failure>>>;

/// What the engine answered.
pub(crate) struct Registered {
    pub(crate) urn: String,
    id: Option<String>,
    outputs: Object,
    /// Whether an output that is absent is one that is not known yet. Otherwise it has no value.
    absent_is_unknown: bool,
}

impl Registration {
    /// Registers a resource that a provider creates.
    pub fn custom(
        ctx: &Context,
        r#type: &str,
        version: &str,
        name: &str,
        arguments: Arguments,
        options: ResourceOptions,
    ) -> Self {
        Self::begin(ctx, r#type, Some(version), name, arguments, options)
    }

    pub(crate) fn component(
        ctx: &Context,
        r#type: &str,
        name: &str,
        options: ResourceOptions,
    ) -> Self {
        Self::begin(ctx, r#type, None, name, Arguments::default(), options)
    }

    /// `version` is that of the provider; a component has none.
    fn begin(
        ctx: &Context,
        r#type: &str,
        version: Option<&str>,
        name: &str,
        arguments: Arguments,
        options: ResourceOptions,
    ) -> Self {
        let custom = version.is_some();
        let parent = options.parent.clone();
        let version = options.version.clone().or(version.map(str::to_owned));
        let request = RegisterResourceRequest {
            r#type: r#type.to_owned(),
            name: name.to_owned(),
            custom,
            version: version.unwrap_or_default(),
            protect: options.protect,
            accept_secrets: true,
            // Without it, the engine strips every property that holds an unknown value.
            supports_partial_values: true,
            // Without it, the engine cannot go on from a failure (--continue-on-error).
            supports_result_reporting: true,
            ..RegisterResourceRequest::default()
        };
        // An engine expands components neither here nor there.
        let depends_on = options.depends_on.iter().flat_map(Self::below).collect();
        let registering = register(ctx.clone(), request, parent.clone(), depends_on, arguments);
        let registration = Self(Arc::new(Inner {
            r#type: r#type.to_owned(),
            name: name.to_owned(),
            custom,
            registering: registering.boxed().shared(),
            children: Mutex::default(),
        }));
        if let Some(parent) = parent {
            parent.children().push(registration.clone());
        }
        let registering = registration.0.registering.clone();
        ctx.spawn(async move { registering.await.map(|_| ()) });
        registration
    }

    /// The resource itself, or for a component all resources of providers below it.
    fn below(&self) -> Vec<Self> {
        if self.0.custom {
            return vec![self.clone()];
        }
        let children = self.children().clone();
        children.iter().flat_map(Self::below).collect()
    }

    fn children(&self) -> std::sync::MutexGuard<'_, Vec<Self>> {
        // A list that somebody panicked over is still a list.
        self.0
            .children
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn registered(&self) -> Result<Arc<Registered>, Failure> {
        self.0.registering.clone().await
    }

    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    /// The name that the engine knows the resource by.
    pub fn urn(&self) -> Output<String> {
        self.value(|registered| Ok(Some(Json::from(registered.urn.as_str()))))
    }

    /// The name that the provider knows the resource by.
    pub fn id(&self) -> Output<String> {
        self.value(|registered| Ok(registered.id.as_deref().map(Json::from)))
    }

    /// An output. One without a value is an error of the provider unless `T` is an `Option`.
    pub fn output<T: DeserializeOwned + 'static>(&self, property: &'static str) -> Output<T> {
        let inner = self.0.clone();
        let secret = move |registered: &Registered| {
            registered
                .outputs
                .get(property)
                .is_some_and(Value::contains_secret)
        };
        self.value_with(secret, move |registered| {
            let value = match registered.outputs.get(property) {
                Some(value) => value.reveal(),
                None if registered.absent_is_unknown => None,
                None => Some(Json::Null),
            };
            // Checked here, where resource and property have names, and not where the value is used.
            match value.as_ref().map(T::deserialize) {
                Some(Err(error)) => Err(Problem::new(format!(
                    "{} `{}`: the provider gave an output `{property}` that is not as its type says: {error}",
                    inner.r#type, inner.name,
                ))
                .at(&registered.urn)),
                _ => Ok(value),
            }
        })
    }

    fn value<T>(
        &self,
        value: impl FnOnce(&Registered) -> Result<Option<Json>, Problem> + Send + 'static,
    ) -> Output<T> {
        self.value_with(|_| false, value)
    }

    fn value_with<T>(
        &self,
        secret: impl FnOnce(&Registered) -> bool + Send + 'static,
        value: impl FnOnce(&Registered) -> Result<Option<Json>, Problem> + Send + 'static,
    ) -> Output<T> {
        let (custom, registering) = (self.0.custom, self.0.registering.clone());
        Output::resolve(async move {
            let registered = registering.await?;
            Ok(Resolved {
                value: value(&registered)?,
                secret: secret(&registered),
                // Nothing can depend on a component itself.
                dependencies: custom.then(|| registered.urn.clone()).into_iter().collect(),
            })
        })
    }
}

/// Waits for all that the resource needs, and registers it.
async fn register(
    ctx: Context,
    mut request: RegisterResourceRequest,
    parent: Option<Registration>,
    depends_on: Vec<Registration>,
    arguments: Arguments,
) -> Result<Arc<Registered>, Failure> {
    request.parent = match parent {
        Some(parent) => parent.registered().await?.urn.clone(),
        None => ctx.root().to_owned(),
    };
    let mut dependencies = BTreeSet::new();
    for other in depends_on {
        dependencies.insert(other.registered().await?.urn.clone());
    }
    let mut properties = HashMap::new();
    let mut object = Object::new();
    for (name, node) in arguments.0 {
        let mut urns = BTreeSet::new();
        if let Some(value) = node.lower(&mut urns).await? {
            dependencies.extend(urns.iter().cloned());
            let urns = urns.into_iter().collect();
            properties.insert(name.to_owned(), PropertyDependencies { urns });
            object.insert(name.to_owned(), value);
        }
    }
    request.object = Some(crate::value::object_to_wire(&object));
    request.property_dependencies = properties;
    request.dependencies = dependencies.into_iter().collect();

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
        outputs: crate::value::object_from_wire(response.object),
    }))
}
