//! The provider of every resource on the laptop.
//!
//! A resource of a service with a backend becomes real here. Everything else is recorded with the outputs that AWS would give, and read
//! when the program has ended ([`crate::services`]).

use crate::{
    account::Account,
    declared::Properties,
    names::Names,
    services::{
        self, Backends, aws,
        resource_type::{Identity, ResourceType},
    },
};
use pulumi::{
    engine::{Created, Provider, ProviderError, Registration, async_trait},
    value::{self, Object},
};
use serde_json::Value;
use std::sync::Arc;

/// AWS as the laptop plays it.
pub struct LocalAwsProvider {
    account: Account,
    backends: Arc<Backends>,
    names: Names,
}

impl LocalAwsProvider {
    /// A provider for an account, with the backends that make its resources real.
    pub fn new(account: Account, backends: Arc<Backends>, names: Names) -> Self {
        Self {
            account,
            backends,
            names,
        }
    }

    /// What a resource is called: as it declares, or by its logical name with a suffix.
    fn name(
        &self,
        resource: &Registration,
        inputs: &Properties,
        keys: &Value,
    ) -> Result<String, ProviderError> {
        match inputs.get("name") {
            None => Ok(self.names.name(&resource.urn, &resource.name, keys)),
            Some(Value::String(name)) => Ok(name.clone()),
            Some(_) => Err(ProviderError::property("name", "must be text")),
        }
    }
}

#[async_trait]
impl Provider for LocalAwsProvider {
    async fn check(&self, resource: &Registration, inputs: &Object) -> Result<(), ProviderError> {
        let problems = known(&resource.r#type)?.problems(&to_properties(inputs));
        if problems.is_empty() {
            return Ok(());
        }
        let reasons = problems
            .into_iter()
            .map(|(name, problem)| (Some(name), problem));
        Err(ProviderError {
            reasons: reasons.collect(),
        })
    }

    /// What AWS answers of a resource: what it was declared with, and what follows from it.
    async fn create(
        &self,
        resource: &Registration,
        inputs: &Object,
    ) -> Result<Created, ProviderError> {
        let kind = known(&resource.r#type)?;
        let mut inputs = to_properties(inputs);
        let id = match kind.identity {
            Identity::Name => self.name(resource, &inputs, &Value::Null)?,
            Identity::NameAndKeys(keys) => self.name(resource, &inputs, &keys(&inputs))?,
            Identity::Generated(length) => self.names.id(&resource.urn, length),
        };
        if !matches!(kind.identity, Identity::Generated(_)) {
            inputs.insert("name".to_owned(), id.clone().into());
        }
        if let Some(backend) = self.backends.of(kind.token) {
            backend.create(&id, &inputs).await?;
        }
        let computed = (kind.outputs)(&self.account, &id, &inputs);
        inputs.extend(computed);
        let outputs = from_properties(inputs);
        Ok(Created { id, outputs })
    }

    async fn invoke(&self, function: &str, _arguments: &Object) -> Result<Object, ProviderError> {
        let results = aws::answer(&self.account, function);
        let unknown = || ProviderError::new("the laptop does not know this function");
        results.map(from_properties).ok_or_else(unknown)
    }
}

fn known(token: &str) -> Result<&'static ResourceType, ProviderError> {
    let known = services::types().find(|kind| kind.token == token);
    known.ok_or_else(|| {
        let known: Vec<_> = services::types().map(|kind| kind.token).collect();
        ProviderError::new(format!(
            "the laptop does not know resources of type {token}; it knows {}",
            known.join(", ")
        ))
    })
}

/// The properties of a resource in the engine's form, as JSON. Secrets are opened: whatever is made real needs them.
pub fn to_properties(object: &Object) -> Properties {
    let fields = object.clone().into_iter();
    fields
        .map(|(name, value)| (name, value.without_secrets().to_json()))
        .collect()
}

fn from_properties(properties: Properties) -> Object {
    let fields = properties.into_iter();
    fields
        .map(|(name, value)| (name, value::Value::from_json(value)))
        .collect()
}
