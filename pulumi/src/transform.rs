//! Functions of a program that change what resources and functions of providers are given, wherever in the program that is said.
//!
//! <https://www.pulumi.com/docs/iac/concepts/options/transforms/>

use crate::{
    callbacks::{Callback, callback, outcome},
    context::{Context, refused},
    protocol::{
        TransformInvokeRequest, TransformInvokeResponse, TransformRequest, TransformResponse,
    },
    value::{Object, Value, object_from_wire, object_to_wire},
};
use futures_util::future::FutureExt;
use std::{collections::BTreeSet, sync::Arc};

/// A resource or component that is about to be registered, for a transform to change.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransformArgs {
    /// Its type, such as `aws:dynamodb/table:Table`. This and its name stay as they are, even if a transform changes them here.
    pub r#type: String,
    /// Its logical name.
    pub name: String,
    /// Whether a provider makes it: it is not a component.
    pub custom: bool,
    /// The URN of its parent.
    pub parent: String,
    /// What it is given, by the names on the wire.
    pub properties: Object,
    /// How it is to be treated.
    pub options: TransformOptions,
}

/// The options that a transform may change. The others stay as they are.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TransformOptions {
    /// As [`ResourceOptions::protect`](crate::ResourceOptions::protect).
    pub protect: Option<bool>,
    /// As [`ResourceOptions::retain_on_delete`](crate::ResourceOptions::retain_on_delete).
    pub retain_on_delete: Option<bool>,
    /// As [`ResourceOptions::delete_before_replace`](crate::ResourceOptions::delete_before_replace).
    pub delete_before_replace: Option<bool>,
    /// Paths of properties, as [`ResourceOptions::ignore_changes`](crate::ResourceOptions::ignore_changes). A path of a type is
    /// `TopicArgs::properties().display_name.to_string()`.
    pub ignore_changes: Vec<String>,
    /// Paths of properties, as [`ResourceOptions::replace_on_changes`](crate::ResourceOptions::replace_on_changes).
    pub replace_on_changes: Vec<String>,
    /// Names of outputs, as [`ResourceOptions::additional_secret_output`](crate::ResourceOptions::additional_secret_output).
    pub additional_secret_outputs: Vec<String>,
}

/// A function of a provider that is about to be called, for a transform to change.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InvokeTransformArgs {
    /// Its token, such as `aws:index/getRegion:getRegion`. It stays as it is, even if a transform changes it here.
    pub token: String,
    /// What it is given, by the names on the wire.
    pub arguments: Object,
}

/// A transform of resources.
pub(crate) type Transform = Arc<dyn Fn(&mut TransformArgs) -> anyhow::Result<()> + Send + Sync>;

/// The engine's names of what it needs to have for transforms.
pub(crate) const TRANSFORMS: &str = "transforms";
const INVOKE_TRANSFORMS: &str = "invokeTransforms";

impl Context {
    /// Has a function see, and perhaps change, every resource that the program declares from now on, those of components of
    /// providers included. [`ResourceOptions::transform`](crate::ResourceOptions::transform) is for one resource and those below it,
    /// and comes before. An error of the function is one of the resource.
    ///
    /// ```
    /// # use pulumi::{Context, Value};
    /// fn program(ctx: &Context) {
    ///     ctx.transform(|args| {
    ///         if args.r#type.starts_with("aws:dynamodb/") {
    ///             args.options.protect = Some(true);
    ///             let tags = args.properties.entry("tags".into());
    ///             if let Value::Object(tags) = tags.or_insert(Value::Object([].into())) {
    ///                 tags.insert("team".into(), "board".into());
    ///             }
    ///         }
    ///         Ok(())
    ///     });
    /// }
    /// ```
    #[doc(alias = "registerResourceTransform")]
    pub fn transform(
        &self,
        transform: impl Fn(&mut TransformArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) {
        let ctx = self.clone();
        let transform: Transform = Arc::new(transform);
        let registering = async move {
            ctx.demand(TRANSFORMS).await?;
            let callback = ctx.callback(to_callback(transform)).await?;
            let registered = ctx.monitor().register_stack_transform(callback).await;
            registered.map_err(|status| refused("the transform of the stack", &status))?;
            Ok(())
        };
        self.prepare(registering.boxed().shared());
    }

    /// Has a function see, and perhaps change, the arguments of every function of a provider that the program calls from now on.
    #[doc(alias = "registerInvokeTransform")]
    pub fn transform_invokes(
        &self,
        transform: impl Fn(&mut InvokeTransformArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) {
        let ctx = self.clone();
        let callback = callback(move |request: TransformInvokeRequest| {
            let given = object_from_wire(request.args);
            let mut args = InvokeTransformArgs {
                token: request.token,
                arguments: opened(&given),
            };
            outcome(|| transform(&mut args))?;
            Ok(TransformInvokeResponse {
                args: Some(object_to_wire(&closed(given, args.arguments))),
                options: request.options,
            })
        });
        let registering = async move {
            ctx.demand(INVOKE_TRANSFORMS).await?;
            let callback = ctx.callback(callback).await?;
            let registered = ctx
                .monitor()
                .register_stack_invoke_transform(callback)
                .await;
            registered.map_err(|status| refused("the transform of the stack", &status))?;
            Ok(())
        };
        self.prepare(registering.boxed().shared());
    }
}

/// A transform as the engine calls it.
pub(crate) fn to_callback(transform: Transform) -> Callback {
    callback(move |request: TransformRequest| {
        let given = object_from_wire(request.properties);
        let mut wire = request.options.unwrap_or_default();
        let mut args = TransformArgs {
            r#type: request.r#type,
            name: request.name,
            custom: request.custom,
            parent: request.parent,
            properties: opened(&given),
            options: TransformOptions {
                protect: wire.protect,
                retain_on_delete: wire.retain_on_delete,
                delete_before_replace: wire.delete_before_replace,
                ignore_changes: wire.ignore_changes,
                replace_on_changes: wire.replace_on_changes,
                additional_secret_outputs: wire.additional_secret_outputs,
            },
        };
        outcome(|| transform(&mut args))?;
        wire.protect = args.options.protect;
        wire.retain_on_delete = args.options.retain_on_delete;
        wire.delete_before_replace = args.options.delete_before_replace;
        wire.ignore_changes = args.options.ignore_changes;
        wire.replace_on_changes = args.options.replace_on_changes;
        wire.additional_secret_outputs = args.options.additional_secret_outputs;
        Ok(TransformResponse {
            properties: Some(object_to_wire(&closed(given, args.properties))),
            options: Some(wire),
        })
    })
}

/// The properties as a program knows them: without what outputs among them depend on.
fn opened(given: &Object) -> Object {
    let given = given.iter();
    given
        .map(|(name, value)| {
            (
                name.clone(),
                value.clone().open_outputs(&mut BTreeSet::new()),
            )
        })
        .collect()
}

/// The properties with what they depend on. One that was changed depends on all that it did before.
fn closed(mut given: Object, changed: Object) -> Object {
    let close = |(name, value): (String, Value)| {
        let mut dependencies = BTreeSet::new();
        let before = given.remove(&name);
        let opened = before.clone().map(|it| it.open_outputs(&mut dependencies));
        match before {
            Some(before) if opened.as_ref() == Some(&value) => (name, before),
            _ => (name, value.depending_on(&dependencies)),
        }
    };
    changed.into_iter().map(close).collect()
}
