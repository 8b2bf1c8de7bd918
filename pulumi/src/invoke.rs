//! Functions of providers: questions that change nothing, such as which account this is; and methods of resources.

use crate::{
    context::{Context, refused},
    input::{Arguments, Form, Lowered, Node, Property},
    mask::Mask,
    output::{Answer, Output},
    problem::{Failure, Problem},
    protocol::{
        CheckFailure, ResourceCallRequest, ResourceInvokeRequest,
        resource_call_request::ArgumentDependencies,
    },
    resource::{PROVIDER_TYPE, ProviderResource, Registration, Resource, package_of},
    value::{Object, Value, object_from_wire, object_to_wire, without_secrets},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use prost_types::Struct;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// How a function is to be called.
#[derive(Clone, Default)]
#[must_use]
pub struct InvokeOptions {
    parent: Option<Registration>,
    provider: Option<Registration>,
    depends_on: Vec<Registration>,
    version: Option<String>,
    plugin_download_url: Option<String>,
}

impl InvokeOptions {
    /// No options: the function is called as soon as its arguments are known, on the provider of the stack's configuration.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the provider that children of a resource have, unless another is named.
    pub fn parent(mut self, parent: &impl Resource) -> Self {
        self.parent = Some(parent.registration().clone());
        self
    }

    /// Asks this provider.
    pub fn provider(mut self, provider: &impl ProviderResource) -> Self {
        self.provider = Some(provider.registration().clone());
        self
    }

    /// Calls the function after a resource is there. May be called several times.
    ///
    /// In a preview in which it is not there yet, the function is not called, and its results are unknown.
    pub fn depends_on(mut self, other: &impl Resource) -> Self {
        self.depends_on.push(other.registration().clone());
        self
    }

    /// Chooses the version of the provider, in place of the one that the function was generated for.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Where the provider is to be downloaded from, in place of where Pulumi's own are.
    pub fn plugin_download_url(mut self, url: impl Into<String>) -> Self {
        self.plugin_download_url = Some(url.into());
        self
    }
}

/// A call of a function. It begins when it is made and goes on beside the program, in a preview as well.
///
/// If an argument is unknown, or comes from a resource that does not exist yet, the function is not called, and all results are
/// unknown. If one is secret, so are all results. The results depend on what the arguments depend on. Generated functions are made of one.
#[doc(alias("invoke", "call"))]
#[derive(Clone)]
pub struct Invocation {
    token: &'static str,
    answering: Answering,
}

type Answering = Shared<BoxFuture<'static, Result<Arc<Answer>, Failure>>>;

impl Invocation {
    /// Calls a function.
    pub fn begin(
        ctx: &Context,
        token: &'static str,
        version: &str,
        arguments: Arguments,
        options: InvokeOptions,
    ) -> Self {
        let version = options.version.clone().unwrap_or_else(|| version.into());
        let request = ResourceInvokeRequest {
            tok: token.to_owned(),
            version,
            plugin_download_url: options.plugin_download_url.clone().unwrap_or_default(),
            accept_resources: true,
            ..ResourceInvokeRequest::default()
        };
        let depends_on = options.depends_on.iter().flat_map(Registration::below);
        let depends_on = depends_on.collect();
        let inherited = || options.parent?.providers().get(package_of(token)).cloned();
        let provider = options.provider.or_else(inherited);
        let answering = invoke(ctx.clone(), request, provider, depends_on, arguments);
        Self::answered(ctx, token, answering)
    }

    /// Calls a method of a resource.
    pub fn call(
        ctx: &Context,
        token: &'static str,
        version: &str,
        resource: &impl Resource,
        arguments: Arguments,
    ) -> Self {
        let request = ResourceCallRequest {
            tok: token.to_owned(),
            version: version.to_owned(),
            ..ResourceCallRequest::default()
        };
        let resource = resource.registration().clone();
        let answering = call(ctx.clone(), request, resource, arguments);
        Self::answered(ctx, token, answering)
    }

    fn answered(
        ctx: &Context,
        token: &'static str,
        answering: impl Future<Output = Result<Arc<Answer>, Failure>> + Send + 'static,
    ) -> Self {
        let answering = ctx.after_preparations(answering).shared();
        let answered = answering.clone();
        ctx.spawn(async move { answered.await.map(|_| ()) });
        Self { token, answering }
    }

    /// The result of a function that has only one, and no name for it.
    pub fn single<T: DeserializeOwned + 'static>(&self) -> Output<T> {
        let Self { token, answering } = self.clone();
        Output::resolve(async move {
            let answer = answering.await?;
            let name = answer.properties.keys().next().map_or("", String::as_str);
            let what = format_args!("{token}: the provider gave a result");
            Ok(answer.property::<T>(name, what)?)
        })
    }

    /// A result. One without a value is an error of the provider unless `T` is an `Option`.
    pub fn output<T: DeserializeOwned + 'static>(&self, property: &'static str) -> Output<T> {
        let Self { token, answering } = self.clone();
        Output::resolve(async move {
            let answer = answering.await?;
            let what = format_args!("{token}: the provider gave a result");
            Ok(answer.property::<T>(property, what)?)
        })
    }
}

/// Waits for all that the call needs, and makes it.
async fn invoke(
    ctx: Context,
    mut request: ResourceInvokeRequest,
    provider: Option<Registration>,
    depends_on: Vec<Registration>,
    arguments: Arguments,
) -> Result<Arc<Answer>, Failure> {
    let token = request.tok.clone();
    if let Some(provider) = provider {
        request.provider = provider.registered().await?.reference();
    }
    let Lowered {
        object,
        dependencies,
    } = arguments.lower(Form::Values).await?;
    let mut answer = Answer {
        // As long as it is not called.
        absent_is_unknown: true,
        secret: object.values().any(Value::contains_secret),
        dependencies: dependencies.into_values().flatten().collect(),
        ..Answer::default()
    };
    let mut ready =
        !object.values().any(Value::contains_unknown) && !ctx.is_any_absent(&answer.dependencies);
    for other in depends_on {
        let other = other.registered().await?;
        ready &= other.is_there();
        // Of what a component of a provider holds, only the engine knows whether it exists.
        request.depends_on.push(other.urn.clone());
        answer.dependencies.insert(other.urn.clone());
    }
    if ready {
        let mask = Mask::of_secrets(&object);
        request.args = Some(object_to_wire(&without_secrets(object)));
        let response = ctx.monitor().invoke(request).await;
        let response = response.map_err(|status| match refused(&token, &status) {
            Failure::Problem(problem) => Problem::clone(&problem).masked(&mask).into(),
            ended => ended,
        })?;
        let response = response.into_inner();
        let results = results(&token, response.r#return, response.failures);
        answer.properties = results.map_err(|problem| problem.masked(&mask))?;
        answer.absent_is_unknown = ctx.is_preview() || response.unknown;
    }
    Ok(Arc::new(answer))
}

/// Waits for the resource and the arguments, and makes the call. The method itself tells what its results depend on.
async fn call(
    ctx: Context,
    mut request: ResourceCallRequest,
    resource: Registration,
    mut arguments: Arguments,
) -> Result<Arc<Answer>, Failure> {
    let token = request.tok.clone();
    let package = package_of(resource.r#type());
    request.provider = match resource.providers().get(package) {
        Some(provider) => provider.registered().await?.reference(),
        None if resource.r#type().starts_with(PROVIDER_TYPE) => {
            resource.registered().await?.reference()
        }
        None => String::new(),
    };
    arguments.set("__self__", Property(Node::Resource(resource)));
    let Lowered {
        object,
        dependencies,
    } = arguments.lower(Form::Outputs).await?;
    let mut answer = Answer {
        absent_is_unknown: ctx.is_preview(),
        dependencies: dependencies.values().flatten().cloned().collect(),
        ..Answer::default()
    };
    request.args = Some(object_to_wire(&object));
    let dependencies = dependencies.into_iter();
    request.arg_dependencies = dependencies
        .map(|(name, urns)| (name, urns.into_iter().collect()))
        .map(|(name, urns)| (name, ArgumentDependencies { urns }))
        .collect();
    let response = ctx.monitor().call(request).await;
    let response = response
        .map_err(|status| refused(&token, &status))?
        .into_inner();
    answer.properties = results(&token, response.r#return, response.failures)?;
    let dependencies = response.return_dependencies.into_iter();
    answer.property_dependencies = dependencies
        .map(|(name, dependencies)| (name, dependencies.urns))
        .collect();
    Ok(Arc::new(answer))
}

fn results(
    token: &str,
    results: Option<Struct>,
    failures: Vec<CheckFailure>,
) -> Result<Object, Problem> {
    if failures.is_empty() {
        return Ok(object_from_wire(results));
    }
    let failures = failures.into_iter();
    let failures = failures.map(|failure| match failure.property.as_str() {
        "" => failure.reason,
        property => format!("argument `{property}`: {}", failure.reason),
    });
    let failures: Vec<_> = failures.collect();
    Err(Problem::new(format!("{token}: {}", failures.join("; "))))
}
