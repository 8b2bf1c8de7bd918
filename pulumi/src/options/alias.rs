use crate::protocol::{
    self as rpc,
    alias::{Alias as Wire, Spec, spec::Parent as WireParent},
};
use crate::{
    problem::Failure,
    resource::{Registration, Resource},
};

/// Another name of a resource, by which an engine may know it from before.
///
/// What is not said is as it is now.
#[derive(Clone, Default)]
#[must_use]
pub struct Alias {
    urn: Option<String>,
    name: Option<String>,
    r#type: Option<String>,
    stack: Option<String>,
    project: Option<String>,
    parent: Option<Parent>,
}

/// Where the resource was before.
#[derive(Clone)]
enum Parent {
    Stack,
    Of(Registration),
    Urn(String),
}

impl Alias {
    /// The whole URN that it had.
    pub fn urn(urn: impl Into<String>) -> Self {
        Self {
            urn: Some(urn.into()),
            ..Self::default()
        }
    }

    /// The logical name that it had.
    pub fn named(name: impl Into<String>) -> Self {
        Self::default().name(name)
    }

    /// The type that it had.
    pub fn typed(r#type: impl Into<String>) -> Self {
        Self::default().r#type(r#type)
    }

    /// It was a child of another resource.
    pub fn child_of(parent: &impl Resource) -> Self {
        Self {
            parent: Some(Parent::Of(parent.registration().clone())),
            ..Self::default()
        }
    }

    /// It was a child of a resource that is not declared any more.
    pub fn child_of_urn(parent: impl Into<String>) -> Self {
        Self {
            parent: Some(Parent::Urn(parent.into())),
            ..Self::default()
        }
    }

    /// It was a child of the stack itself.
    pub fn child_of_stack() -> Self {
        Self {
            parent: Some(Parent::Stack),
            ..Self::default()
        }
    }

    /// And this was its logical name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// And this was its type.
    pub fn r#type(mut self, r#type: impl Into<String>) -> Self {
        self.r#type = Some(r#type.into());
        self
    }

    /// And this was its stack.
    pub fn stack(mut self, stack: impl Into<String>) -> Self {
        self.stack = Some(stack.into());
        self
    }

    /// And this was its project.
    pub fn project(mut self, project: impl Into<String>) -> Self {
        self.project = Some(project.into());
        self
    }

    pub(crate) async fn into_wire(self) -> Result<rpc::Alias, Failure> {
        let wire = match self.urn {
            Some(urn) => Wire::Urn(urn),
            None => Wire::Spec(Spec {
                name: self.name.unwrap_or_default(),
                r#type: self.r#type.unwrap_or_default(),
                stack: self.stack.unwrap_or_default(),
                project: self.project.unwrap_or_default(),
                parent: match self.parent {
                    None => None,
                    Some(Parent::Stack) => Some(WireParent::NoParent(true)),
                    Some(Parent::Urn(urn)) => Some(WireParent::ParentUrn(urn)),
                    Some(Parent::Of(parent)) => Some(WireParent::ParentUrn(
                        parent.registered().await?.urn.clone(),
                    )),
                },
            }),
        };
        Ok(rpc::Alias { alias: Some(wire) })
    }
}
