//! Resources of the engine's own, which need no provider.

use crate::{
    context::Context,
    options::ResourceOptions,
    output::Output,
    resource::{Kind, Registration, Resource},
    value::Json,
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
        }
    }

    /// An output of the stack. One that it does not have is an error unless `T` is an `Option`.
    ///
    /// It is a secret if the stack says so.
    #[doc(alias("getOutput", "requireOutput"))]
    pub fn output<T: DeserializeOwned + 'static>(&self, name: &str) -> Output<T> {
        self.registration.part("outputs", name.to_owned())
    }
}

impl Resource for StackReference {
    fn registration(&self) -> &Registration {
        &self.registration
    }
}
