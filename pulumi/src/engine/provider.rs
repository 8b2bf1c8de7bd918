use super::outcome::Registration;
use crate::value::Object;
use std::{error::Error, fmt};
use tonic::async_trait;

/// Creates resources of some types.
///
/// It sees plain values: the engine opens secrets, and marks an output as secret when the input of the same name is.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Checks what a program gave. In a preview, inputs may be unknown.
    ///
    /// # Errors
    ///
    /// All that is wrong with the inputs, each fault with its property.
    async fn check(&self, resource: &Registration, inputs: &Object) -> Result<(), ProviderError> {
        let _ = (resource, inputs);
        Ok(())
    }

    /// Creates the resource, or finds it as an earlier run has left it.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being created.
    async fn create(
        &self,
        resource: &Registration,
        inputs: &Object,
    ) -> Result<Created, ProviderError>;

    /// Reads a resource that exists already, by its id and what the program knows of its state. Gives its outputs.
    ///
    /// # Errors
    ///
    /// A resource that is not there. A provider that is not written otherwise reads none.
    async fn read(&self, r#type: &str, id: &str, state: &Object) -> Result<Object, ProviderError> {
        let _ = (r#type, id, state);
        Err(ProviderError::new("what exists already is not read here"))
    }

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

/// A resource that a provider has created.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Created {
    /// The provider's name for it. An empty one is unknown to the program, and so are outputs that are missing then.
    pub id: String,
    /// Its outputs.
    pub outputs: Object,
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
