use super::{options::Options, provider::Identity, state::State, urn};
use crate::value::{Json, Object, Value};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt,
};

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The outputs of the stack. Secrets are marked.
    pub exports: Object,
    /// What is known from now on. After a preview, what was known before.
    pub state: State,
    /// What was done, or in a preview would be, in that order.
    pub steps: Vec<Step>,
    /// What the program registered, sorted by URN.
    pub registrations: Vec<Registration>,
    /// URNs of components and of the stack, each as often as its outputs were registered.
    pub completed: Vec<String>,
    /// The functions that it called, in that order.
    pub calls: Vec<Call>,
    /// What was said.
    pub diagnostics: Vec<Diagnostic>,
}

/// A run that came to an error. It says what the errors were.
#[derive(Debug, Clone)]
pub struct Failed {
    /// What is known from now on: what was done before the failure counts.
    pub state: State,
    /// What was done, in that order.
    pub steps: Vec<Step>,
    /// What the program registered, sorted by URN.
    pub registrations: Vec<Registration>,
    /// What was said, errors among it.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self
            .diagnostics
            .iter()
            .filter(|said| said.severity == Severity::Error);
        let mut separator = "";
        for error in errors {
            write!(f, "{separator}{}", error.message)?;
            separator = "\n";
        }
        if separator.is_empty() {
            f.write_str("the program ended before it was done, and did not say why")?;
        }
        Ok(())
    }
}

impl Error for Failed {}

/// Something that was done to a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was done.
    pub operation: Operation,
    /// To which resource.
    pub urn: String,
}

impl Step {
    /// The resource without project and stack: `TYPE::NAME`, behind the types of its parents.
    pub fn path(&self) -> &str {
        urn::path(&self.urn)
    }
}

/// What can be done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// It was created.
    Create,
    /// It is as it was.
    Same,
    /// It was changed.
    Update,
    /// Another was created in its place; the old one is deleted at the end.
    Replace,
    /// It was deleted.
    Delete,
    /// It was forgotten, and is still there.
    Retain,
}

/// A resource as a program registered it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// The engine's name for it.
    pub urn: String,
    /// Its type.
    pub r#type: String,
    /// Its logical name.
    pub name: String,
    /// Whether a provider creates it.
    pub custom: bool,
    /// The URN of its parent; the stack has none.
    pub parent: Option<String>,
    /// What the program gave, with secrets and unknowns marked.
    pub inputs: Object,
    /// URNs of the resources that it depends on.
    pub dependencies: BTreeSet<String>,
    /// Which of them each property depends on. Every property that is there has an entry.
    pub property_dependencies: BTreeMap<String, BTreeSet<String>>,
    /// Whether it is protected, if the program says so.
    pub protect: Option<bool>,
    /// The version of its provider.
    pub version: String,
    /// The provider that it is created with, as `URN::ID`, given by the program or inherited. Without one, it is that of the
    /// stack's configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// By package, the providers that a component gives to resources below it, its parents' included.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub providers: BTreeMap<String, String>,
    /// What else the program says of it.
    #[serde(flatten)]
    pub options: Options,
}

impl Registration {
    /// The resource without project and stack: `TYPE::NAME`, behind the types of its parents.
    pub fn path(&self) -> &str {
        urn::path(&self.urn)
    }

    /// What the program gave, as JSON in the wire's form.
    pub fn inputs_json(&self) -> Json {
        Value::Object(self.inputs.clone()).to_json()
    }

    /// Which resource it is, for its provider.
    pub(super) fn identity(&self) -> Identity {
        Identity {
            urn: self.urn.clone(),
            r#type: self.r#type.clone(),
            name: self.name.clone(),
        }
    }
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Its token, such as `aws:index/getRegion:getRegion`.
    pub function: String,
    /// What it was called with.
    pub arguments: Object,
    /// The provider that was asked, as `URN::ID`. Without one, it is that of the stack's configuration.
    pub provider: Option<String>,
    /// The version of the provider.
    pub version: String,
}

/// Something that a program, a provider or the engine said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The resource that it is about.
    pub urn: Option<String>,
    /// What was said.
    pub message: String,
    /// Whether it mattered at that moment only.
    pub ephemeral: bool,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For who looks for a fault.
    Debug,
    /// Good to know.
    Info,
    /// May be wrong.
    Warning,
    /// Is wrong.
    Error,
}
