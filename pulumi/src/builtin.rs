//! Resources of the engine's own, which need no provider.

use crate::{
    context::Context,
    options::ResourceOptions,
    output::{Answer, Output},
    problem::Problem,
    resource::{Kind, Registration, Resource},
    value::{Json, Object, Value},
};
use serde::de::DeserializeOwned;

crate::arguments! {
    /// Arguments of [`Stash`].
    pub struct StashArgs {
        required { input: Json = "input", }
        optional {}
    }
}

crate::resource! {
    /// A value that is kept in the stack's state as it was when it was first given, until the resource is replaced.
    ///
    /// <https://www.pulumi.com/docs/iac/concepts/stash/>
    pub struct Stash("pulumi:index:Stash", StashArgs) {
        input: Json = "input",
        output: Json = "output",
    }
    version: "",
}

/// Another stack, whose outputs are read.
///
/// ```no_run
/// # use pulumi::{Context, Output, StackReference};
/// fn program(ctx: &Context) {
///     let network = StackReference::new(ctx, "organization/network/production");
///     let subnets: Output<Vec<String>> = network.output("subnets");
///     ctx.export("subnets", &subnets);
/// }
/// ```
///
/// <https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences>
#[derive(Clone)]
pub struct StackReference {
    registration: Registration,
    stack: String,
}

impl StackReference {
    /// The type by which the engine knows it.
    pub const TYPE: &'static str = "pulumi:pulumi:StackReference";

    /// Refers to a stack by its whole name: `organization/project/stack`.
    pub fn new(ctx: &Context, stack: &str) -> Self {
        Self::named(ctx, stack, stack)
    }

    /// Refers to a stack, under a logical name of its own.
    pub fn named(ctx: &Context, name: &str, stack: &str) -> Self {
        const KIND: Kind = Kind {
            token: StackReference::TYPE,
            ..Kind::OF_NO_PROVIDER
        };
        let (state, options) = (
            [("name", stack)].into(),
            ResourceOptions::<StashArgs>::from(ResourceOptions::new()),
        );
        Self {
            registration: Registration::existing(ctx, &KIND, name, stack.into(), state, options),
            stack: stack.to_owned(),
        }
    }

    /// An output of the stack. One that it does not have is an error unless `T` is an `Option`.
    ///
    /// It is a secret only if the stack says so of this one.
    #[doc(alias("getOutput", "requireOutput"))]
    pub fn output<T: DeserializeOwned + 'static>(&self, name: &str) -> Output<T> {
        let (this, name) = (self.clone(), name.to_owned());
        Output::resolve(async move {
            let registered = this.registration.registered().await?;
            let outputs = registered.answer.properties.get("outputs");
            let answer = Answer {
                properties: match outputs.map(Value::opened) {
                    Some(Value::Object(outputs)) => outputs.clone(),
                    _ => Object::new(),
                },
                secret: matches!(outputs, Some(Value::Secret(_))),
                absent_is_unknown: registered.answer.absent_is_unknown && outputs.is_none(),
                dependencies: registered.answer.dependencies.clone(),
                ..Answer::default()
            };
            let what = format_args!("the stack `{}` has an output", this.stack);
            let output = answer.property::<T>(&name, what);
            Ok(
                output.map_err(|problem| match answer.properties.contains_key(&name) {
                    true => problem,
                    false => missing(&this.stack, &name, &answer.properties),
                })?,
            )
        })
    }
}

/// A stack does not have an output that a program needs.
fn missing(stack: &str, name: &str, outputs: &Object) -> Problem {
    let known: Vec<_> = outputs.keys().map(|known| format!("`{known}`")).collect();
    let known = match known.is_empty() {
        true => "none".to_owned(),
        false => known.join(", "),
    };
    Problem::new(format!(
        "the stack `{stack}` has no output `{name}` (it has {known})"
    ))
}

impl Resource for StackReference {
    fn registration(&self) -> &Registration {
        &self.registration
    }
}
