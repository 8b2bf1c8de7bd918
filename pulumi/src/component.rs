//! Resources that only group others.

use crate::{
    context::Context,
    input::{Arguments, Property},
    options::ResourceOptions,
    output::Output,
    resource::{Registration, Resource},
};
/// A component: a resource of the program's own that groups others, its children.
///
/// Children are declared with [its options](Component::child). To depend on a component is to depend on all resources below it.
#[doc(alias = "ComponentResource")]
#[derive(Clone)]
pub struct Component {
    registration: Registration,
    context: Context,
}

impl Component {
    /// Declares a component. Its type is of the form `package:module:Name`, such as `taskboard:infra:ItemsTable`.
    pub fn new(ctx: &Context, r#type: &str, name: &str, options: ResourceOptions) -> Self {
        Self::with_inputs(ctx, r#type, name, (), options)
    }

    /// Declares a component and tells the engine what it was given: it is shown, and kept in the stack's state.
    ///
    /// ```
    /// # use pulumi::{Arguments, Component, Context, ResourceOptions};
    /// fn program(ctx: &Context) {
    ///     let inputs = Arguments::from([("size", 3)]);
    ///     Component::with_inputs(ctx, "demo:web:Cluster", "cluster", inputs, ResourceOptions::new());
    /// }
    /// ```
    pub fn with_inputs(
        ctx: &Context,
        r#type: &str,
        name: &str,
        inputs: impl Into<Arguments>,
        options: ResourceOptions,
    ) -> Self {
        let registration = Registration::component(ctx, r#type, name, inputs.into(), options);
        ctx.add_component(registration.clone());
        Self {
            registration,
            context: ctx.clone(),
        }
    }

    /// Options of a child: a resource whose parent is this component.
    pub fn child(&self) -> ResourceOptions {
        ResourceOptions::new().parent(self)
    }

    /// Says that the component is complete, and what its outputs are.
    ///
    /// It is called once, after the children are declared. A component on which it was not called has no outputs; a second call
    /// is an error of the program.
    #[doc(alias = "registerOutputs")]
    pub fn register_outputs<K: Into<String>, V: Into<Property>>(
        &self,
        outputs: impl IntoIterator<Item = (K, V)>,
    ) {
        let outputs = outputs.into_iter();
        let outputs = outputs.map(|(name, value)| (name.into(), value.into().0));
        let first = self.registration.claim_outputs();
        self.context
            .send_outputs(&self.registration, outputs.collect(), first);
    }

    /// The component's URN. As an input it brings no dependencies along; [`ResourceOptions::depends_on`] does.
    pub fn urn(&self) -> Output<String> {
        self.registration.urn()
    }
}

impl Resource for Component {
    fn registration(&self) -> &Registration {
        &self.registration
    }
}
