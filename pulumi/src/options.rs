//! How a resource is to be treated, whatever its type.

use crate::resource::{ProviderResource, Registration, Resource};
use std::collections::BTreeMap;

/// Options of a resource or component.
///
/// <https://www.pulumi.com/docs/iac/concepts/options/>
#[derive(Clone, Default)]
#[must_use]
pub struct ResourceOptions {
    pub(crate) parent: Option<Registration>,
    pub(crate) depends_on: Vec<Registration>,
    pub(crate) protect: Option<bool>,
    pub(crate) version: Option<String>,
    /// By package.
    pub(crate) providers: BTreeMap<&'static str, Registration>,
}

impl ResourceOptions {
    /// No options: a child of the stack, created as soon as its inputs are known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the resource a child, of a component as a rule. Without it, the parent is the stack.
    pub fn parent(mut self, parent: &impl Resource) -> Self {
        self.parent = Some(parent.registration().clone());
        self
    }

    /// Creates the resource after another and deletes it before, even though no input tells so. May be called several times.
    ///
    /// Of a component, it depends on all resources that are below it by now.
    pub fn depends_on(mut self, other: &impl Resource) -> Self {
        self.depends_on.push(other.registration().clone());
        self
    }

    /// Whether an engine refuses to delete the resource. Children inherit it.
    pub fn protect(mut self, protect: bool) -> Self {
        self.protect = Some(protect);
        self
    }

    /// Creates the resource with this provider, in place of the one of the stack's configuration. Children inherit it; a component
    /// has it for them alone. May be called several times, with providers of several packages.
    pub fn provider<P: ProviderResource>(mut self, provider: &P) -> Self {
        let provider = provider.registration().clone();
        self.providers.insert(P::PACKAGE, provider);
        self
    }

    /// Chooses the version of the provider, in place of the one that the resource's type was generated for.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }
}
