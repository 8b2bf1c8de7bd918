use crate::resource::{Registration, Resource};

/// Another name of a resource, by which an engine may know it from before.
///
/// What is not said is as it is now.
#[derive(Clone, Default)]
#[must_use]
pub struct Alias {
    pub(crate) urn: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) r#type: Option<String>,
    pub(crate) stack: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) parent: Option<Parent>,
}

/// Where the resource was before.
#[derive(Clone)]
pub(crate) enum Parent {
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
}
