//! Functions of providers: questions that change nothing, such as which account this is.

use crate::{
    context::{Context, refused},
    input::{Arguments, Lowered},
    mask::Mask,
    output::{Answer, Output},
    problem::{Failure, Problem},
    resource::{ProviderResource, Registration, Resource, package_of},
    value::{Object, Value, object_from_wire, object_to_wire, without_secrets},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use pulumi_gestalt_proto::pulumi::pulumirpc::{InvokeResponse, ResourceInvokeRequest};
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
}

/// A call of a function. It begins when it is made and goes on beside the program, in a preview as well.
///
/// If an argument is unknown, the function is not called, and all results are unknown. If one is secret, so are all results.
/// The results depend on what the arguments depend on. Generated functions are made of one.
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
            ..ResourceInvokeRequest::default()
        };
        let depends_on = options.depends_on.iter().flat_map(Registration::below);
        let depends_on = depends_on.collect();
        let inherited = || options.parent?.providers().get(package_of(token)).cloned();
        let provider = options.provider.or_else(inherited);
        let answering = invoke(ctx.clone(), request, provider, depends_on, arguments);
        let answering = answering.boxed().shared();
        let answered = answering.clone();
        ctx.spawn(async move { answered.await.map(|_| ()) });
        Self { token, answering }
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
    } = arguments.lower().await?;
    let mut answer = Answer {
        properties: Object::new(),
        // As long as it is not called.
        absent_is_unknown: true,
        secret: object.values().any(Value::contains_secret),
        dependencies: dependencies.into_values().flatten().collect(),
    };
    let mut ready = !object.values().any(Value::contains_unknown);
    for other in depends_on {
        let other = other.registered().await?;
        ready &= other.is_there();
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
        let results = results(&token, response.into_inner());
        answer.properties = results.map_err(|problem| problem.masked(&mask))?;
        answer.absent_is_unknown = ctx.is_preview();
    }
    Ok(Arc::new(answer))
}

fn results(token: &str, response: InvokeResponse) -> Result<Object, Problem> {
    if response.failures.is_empty() {
        return Ok(object_from_wire(response.r#return));
    }
    let failures = response.failures.into_iter();
    let failures = failures.map(|failure| match failure.property.as_str() {
        "" => failure.reason,
        property => format!("argument `{property}`: {}", failure.reason),
    });
    let failures: Vec<_> = failures.collect();
    Err(Problem::new(format!("{token}: {}", failures.join("; "))))
}
