use super::{options::Options, urn};
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

/// A resource as a program registered it, and what came of it.
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
    /// The provider's name for it. Empty if it is a component, or was not created.
    #[serde(skip)]
    pub id: String,
    /// What the provider said of it; of a component and of the stack, what the program said. Secrets are marked.
    #[serde(skip)]
    pub outputs: Object,
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

    /// URNs of all that must be there before it.
    pub(super) fn needs(&self) -> impl Iterator<Item = &str> {
        let named = self.dependencies.iter().chain(&self.parent);
        let provider = self.provider.as_deref().and_then(urn::of_provider);
        named.map(String::as_str).chain(provider)
    }
}

impl fmt::Display for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.r#type, self.name)
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
