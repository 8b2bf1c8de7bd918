//! Functions of a program that an engine calls while it creates, updates and deletes resources.
//!
//! <https://www.pulumi.com/docs/iac/concepts/options/hooks/>

use crate::{
    callbacks::{callback, outcome},
    context::{Context, refused},
    problem::Failure,
    protocol::{
        ErrorHookRequest, ErrorHookResponse, RegisterErrorHookRequest, RegisterResourceHookRequest,
        ResourceHookRequest, ResourceHookResponse, register_resource_request::ResourceHooksBinding,
    },
    value::{Object, object_from_wire},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use std::collections::BTreeMap;

/// A function that is called before or after something happens to a resource; its error fails that.
#[derive(Clone)]
pub struct ResourceHook(Registering);

/// A function that is called when a provider fails.
#[derive(Clone)]
pub struct ErrorHook(Registering);

/// A hook that is being registered, to its name.
type Registering = Shared<BoxFuture<'static, Result<String, Failure>>>;

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before the resource is created.
    BeforeCreate,
    /// After the resource was created.
    AfterCreate,
    /// Before the resource is updated.
    BeforeUpdate,
    /// After the resource was updated.
    AfterUpdate,
    /// Before the resource is deleted.
    BeforeDelete,
    /// After the resource was deleted.
    AfterDelete,
}

/// What a hook is told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HookArgs {
    /// The resource's URN.
    pub urn: String,
    /// The resource's id; empty before it is created.
    pub id: String,
    /// The resource's logical name.
    pub name: String,
    /// The resource's type.
    pub r#type: String,
    /// What the program says now.
    pub new_inputs: Object,
    /// What it said before.
    pub old_inputs: Object,
    /// What the provider says now.
    pub new_outputs: Object,
    /// What it said before.
    pub old_outputs: Object,
}

/// What an error hook is told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ErrorHookArgs {
    /// The resource's URN.
    pub urn: String,
    /// The resource's logical name.
    pub name: String,
    /// What failed: `create`, `update` or `delete`.
    pub failed_operation: String,
    /// The errors so far, the latest first.
    pub errors: Vec<String>,
}

impl ResourceHook {
    /// Declares a hook. It is called in updates only.
    pub fn new(
        ctx: &Context,
        name: &str,
        hook: impl Fn(HookArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::declare(ctx, name, false, false, hook)
    }

    /// Declares a hook that is called in previews as well.
    pub fn on_dry_run(
        ctx: &Context,
        name: &str,
        hook: impl Fn(HookArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::declare(ctx, name, true, false, hook)
    }

    /// Declares a hook whose error is a warning.
    pub fn ignoring_errors(
        ctx: &Context,
        name: &str,
        hook: impl Fn(HookArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::declare(ctx, name, false, true, hook)
    }

    fn declare(
        ctx: &Context,
        name: &str,
        on_dry_run: bool,
        ignore_errors: bool,
        hook: impl Fn(HookArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let callback = callback(move |request: ResourceHookRequest| {
            let args = HookArgs {
                urn: request.urn,
                id: request.id,
                name: request.name,
                r#type: request.r#type,
                new_inputs: object_from_wire(request.new_inputs),
                old_inputs: object_from_wire(request.old_inputs),
                new_outputs: object_from_wire(request.new_outputs),
                old_outputs: object_from_wire(request.old_outputs),
            };
            let error = outcome(|| hook(args)).err();
            let error = error.map_or_else(String::new, |problem| problem.message);
            Ok(ResourceHookResponse { error })
        });
        let (context, name) = (ctx.clone(), name.to_owned());
        Self(begin(ctx, async move {
            let request = RegisterResourceHookRequest {
                name: name.clone(),
                callback: Some(context.callback(callback).await?),
                on_dry_run,
                ignore_errors,
            };
            let registered = context.monitor().register_resource_hook(request).await;
            registered.map_err(|status| refused(&format!("the hook `{name}`"), &status))?;
            Ok(name)
        }))
    }
}

impl ErrorHook {
    /// Declares a hook, which says whether the provider is to try again.
    pub fn new(
        ctx: &Context,
        name: &str,
        hook: impl Fn(ErrorHookArgs) -> anyhow::Result<bool> + Send + Sync + 'static,
    ) -> Self {
        let callback = callback(move |request: ErrorHookRequest| {
            let args = ErrorHookArgs {
                urn: request.urn,
                name: request.name,
                failed_operation: request.failed_operation,
                errors: request.errors,
            };
            let (retry, error) = match outcome(|| hook(args)) {
                Ok(retry) => (retry, String::new()),
                Err(problem) => (false, problem.message),
            };
            Ok(ErrorHookResponse { retry, error })
        });
        let (context, name) = (ctx.clone(), name.to_owned());
        Self(begin(ctx, async move {
            let request = RegisterErrorHookRequest {
                name: name.clone(),
                callback: Some(context.callback(callback).await?),
            };
            let registered = context.monitor().register_error_hook(request).await;
            registered.map_err(|status| refused(&format!("the hook `{name}`"), &status))?;
            Ok(name)
        }))
    }
}

/// The hooks of a resource.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    moments: BTreeMap<Moment, Vec<ResourceHook>>,
    on_error: Vec<ErrorHook>,
}

impl Hooks {
    pub(crate) fn add(&mut self, moment: Moment, hook: &ResourceHook) {
        self.moments.entry(moment).or_default().push(hook.clone());
    }

    pub(crate) fn add_on_error(&mut self, hook: &ErrorHook) {
        self.on_error.push(hook.clone());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.moments.is_empty() && self.on_error.is_empty()
    }

    pub(crate) async fn into_wire(self) -> Result<ResourceHooksBinding, Failure> {
        let mut binding = ResourceHooksBinding::default();
        for (moment, hooks) in self.moments {
            let names = match moment {
                Moment::BeforeCreate => &mut binding.before_create,
                Moment::AfterCreate => &mut binding.after_create,
                Moment::BeforeUpdate => &mut binding.before_update,
                Moment::AfterUpdate => &mut binding.after_update,
                Moment::BeforeDelete => &mut binding.before_delete,
                Moment::AfterDelete => &mut binding.after_delete,
            };
            for hook in hooks {
                names.push(hook.0.await?);
            }
        }
        for hook in self.on_error {
            binding.on_error.push(hook.0.await?);
        }
        Ok(binding)
    }
}

fn begin(
    ctx: &Context,
    registering: impl Future<Output = Result<String, Failure>> + Send + 'static,
) -> Registering {
    let registering = registering.boxed().shared();
    let registered = registering.clone();
    ctx.spawn(async move { registered.await.map(|_| ()) });
    registering
}
