//! Resources that only group others.

use crate::{
    context::Context,
    input::Property,
    options::ResourceOptions,
    output::Output,
    resource::{Registration, Resource},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A component: a resource of the program's own that groups others, its children.
///
/// Children name it as their [parent](ResourceOptions::parent). To depend on a component is to depend on all resources below it.
#[derive(Clone)]
pub struct Component {
    completion: Completion,
    context: Context,
}

/// A component, and whether its outputs have been registered.
#[derive(Clone)]
pub(crate) struct Completion {
    pub(crate) registration: Registration,
    has_outputs: Arc<AtomicBool>,
}

impl Completion {
    /// Whether nobody has registered outputs before.
    pub(crate) fn claim(&self) -> bool {
        !self.has_outputs.swap(true, Ordering::Relaxed)
    }
}

impl Component {
    /// Declares a component. Its type is of the form `package:module:Name`, such as `taskboard:infra:ItemsTable`.
    pub fn new(ctx: &Context, r#type: &str, name: &str, options: ResourceOptions) -> Self {
        let completion = Completion {
            registration: Registration::component(ctx, r#type, name, options),
            has_outputs: Arc::default(),
        };
        ctx.add_component(completion.clone());
        Self {
            completion,
            context: ctx.clone(),
        }
    }

    /// Says that the component is complete, and what its outputs are.
    ///
    /// It is called once, after the children are declared. A component on which it was not called has no outputs; a second call
    /// is an error of the program.
    pub fn register_outputs<K: Into<String>, V: Into<Property>>(
        &self,
        outputs: impl IntoIterator<Item = (K, V)>,
    ) {
        let outputs = outputs.into_iter();
        let outputs = outputs.map(|(name, value)| (name.into(), value.into().0));
        let Completion { registration, .. } = &self.completion;
        let first = self.completion.claim();
        self.context
            .send_outputs(registration, outputs.collect(), first);
    }

    /// The component's URN. As an input it brings no dependencies along; [`ResourceOptions::depends_on`] does.
    pub fn urn(&self) -> Output<String> {
        self.completion.registration.urn()
    }
}

impl Resource for Component {
    fn registration(&self) -> &Registration {
        &self.completion.registration
    }
}
