use crate::{
    keyed::{self, Fault},
    value::{Object, Value},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, error::Error, fmt};
use tonic::async_trait;

/// Creates resources of some types.
///
/// It sees plain values: the engine opens secrets, and marks an output as secret when the input of the same name is.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Checks what a program gave, and adds defaults and names of its own making.
    ///
    /// `old` is what came of the check before, so that such names stay. It is absent for a resource that is new, or about to be
    /// replaced. In a preview, inputs may be unknown.
    ///
    /// # Errors
    ///
    /// All that is wrong with the inputs, each fault with its property.
    async fn check(
        &self,
        resource: &Identity,
        old: Option<&Object>,
        new: Object,
    ) -> Result<Object, ProviderError> {
        let _ = (resource, old);
        Ok(new)
    }

    /// What the new inputs change. If it is not written otherwise, every change is an update.
    ///
    /// Files and archives are compared by their path, so a provider to which their content matters compares that itself.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from telling.
    async fn diff(
        &self,
        resource: &Identity,
        old: &Existing,
        new: &Object,
    ) -> Result<Diff, ProviderError> {
        let _ = resource;
        Ok(Diff::between(&old.inputs, new))
    }

    /// Creates the resource. In a preview it only tells which outputs are known by now; the id does not matter then.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being created. Nothing may be left of it.
    async fn create(
        &self,
        resource: &Identity,
        inputs: &Object,
        preview: bool,
    ) -> Result<Created, ProviderError>;

    /// What there is of a resource now; `None` if it is gone. If it is not written otherwise, it is as it was.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being read.
    async fn read(
        &self,
        resource: &Identity,
        old: &Existing,
    ) -> Result<Option<Object>, ProviderError> {
        let _ = resource;
        Ok(Some(old.outputs.clone()))
    }

    /// Changes the resource and gives its outputs. In a preview it only tells which are known by now.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being changed.
    async fn update(
        &self,
        resource: &Identity,
        old: &Existing,
        inputs: &Object,
        preview: bool,
    ) -> Result<Object, ProviderError>;

    /// Deletes the resource. One that is gone already is no error.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being deleted.
    async fn delete(&self, resource: &Identity, old: &Existing) -> Result<(), ProviderError>;

    /// Answers a function, such as `aws:index/getRegion:getRegion`.
    ///
    /// # Errors
    ///
    /// A function that it does not know, if it is not written otherwise.
    async fn invoke(&self, function: &str, arguments: &Object) -> Result<Object, ProviderError> {
        let _ = arguments;
        Err(ProviderError::new(format!(
            "there is no function {function}"
        )))
    }
}

/// Which resource it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The engine's name for it.
    pub urn: String,
    /// Its type.
    pub r#type: String,
    /// Its logical name.
    pub name: String,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.r#type, self.name)
    }
}

/// A resource that a provider created before.
#[derive(Debug, Clone, PartialEq)]
pub struct Existing {
    /// The provider's name for it.
    pub id: String,
    /// What it was created or last updated with.
    pub inputs: Object,
    /// What the provider said of it.
    pub outputs: Object,
}

/// A resource that a provider has just created.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// The provider's name for it; never empty, but in a preview.
    pub id: String,
    /// Its outputs. In a preview, those that are missing count as unknown.
    pub outputs: Object,
}

/// What new inputs change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Properties that can be changed.
    pub updates: Vec<String>,
    /// Properties that cannot, so that another resource takes the place of this one.
    pub replaces: Vec<String>,
}

impl Diff {
    /// The properties in which two sets of inputs differ, as updates.
    pub fn between(old: &Object, new: &Object) -> Self {
        let added = new
            .iter()
            .filter(|(key, value)| old.get(*key) != Some(value));
        let removed = old.iter().filter(|(key, _)| !new.contains_key(*key));
        Self {
            updates: added.chain(removed).map(|(key, _)| key.clone()).collect(),
            replaces: Vec::new(),
        }
    }

    /// Makes a change of any of these properties a replacement.
    #[must_use]
    pub fn replacing(mut self, properties: &[&str]) -> Self {
        let replaces = self
            .updates
            .extract_if(.., |key| properties.contains(&key.as_str()));
        self.replaces.extend(replaces);
        self
    }
}

/// Why a provider cannot do something; perhaps for several reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderError {
    /// The reasons, with the property that each is about.
    pub reasons: Vec<(Option<String>, String)>,
}

impl ProviderError {
    /// A reason that is about the resource as a whole.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reasons: vec![(None, reason.into())],
        }
    }

    /// A reason that is about a property.
    pub fn property(property: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            reasons: vec![(Some(property.into()), reason.into())],
        }
    }
}

impl From<anyhow::Error> for ProviderError {
    fn from(error: anyhow::Error) -> Self {
        Self::new(format!("{error:#}"))
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (property, reason)) in self.reasons.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            match property {
                Some(property) => write!(f, "{separator}property `{property}`: {reason}")?,
                None => write!(f, "{separator}{reason}")?,
            }
        }
        Ok(())
    }
}

impl Error for ProviderError {}

/// Reads inputs as a struct, which says what is supported: a property that is not a field of it is an error.
///
/// # Errors
///
/// All properties that are unknown to the struct, or not of their field's type.
pub fn read<T: DeserializeOwned>(inputs: &Object) -> Result<T, ProviderError> {
    let values: BTreeMap<_, _> = inputs
        .iter()
        .map(|(key, value)| (key.clone(), value.to_json()))
        .collect();
    let unknown = inputs
        .iter()
        .find(|(_, value)| Value::contains_unknown(value));
    if let Some((property, _)) = unknown {
        return Err(ProviderError::property(property, "is not known yet"));
    }
    keyed::read(values).map_err(|faults| ProviderError {
        reasons: faults.into_iter().map(reason).collect(),
    })
}

fn reason(fault: Fault) -> (Option<String>, String) {
    match fault {
        Fault::Unknown { key, known } => (
            Some(key),
            format!("is not supported; those that are: {}", known.join(", ")),
        ),
        Fault::Missing { key } => (Some(key), "is missing".to_owned()),
        Fault::Invalid { key, message } => (Some(key), message),
        Fault::Whole { message } => (None, message),
    }
}
