//! The provider of every resource on the laptop.
//!
//! A resource of a service with a backend becomes real here. Everything else is recorded with the outputs that AWS would give, and read
//! when the program has ended ([`crate::services`]).

use crate::{
    account::Account,
    declared::{Properties, text},
    services::{
        self, Backends, aws,
        resource_type::{Identity, ResourceType},
    },
};
use pulumi::{
    Value,
    engine::{self, Created, Diff, Existing, Provider, ProviderError, async_trait},
    value::Object,
};
use std::sync::Arc;
use uuid::Uuid;

/// The name of a resource that declares none is its logical name with a suffix of this many letters and digits, as Pulumi does it.
const SUFFIX: usize = 7;

/// AWS as the laptop plays it.
pub struct LocalAwsProvider {
    account: Account,
    backends: Arc<Backends>,
}

impl LocalAwsProvider {
    /// A provider for an account, with the backends that make its resources real.
    pub fn new(account: Account, backends: Arc<Backends>) -> Self {
        Self { account, backends }
    }

    /// What AWS answers of a resource: what it was declared with, and what follows from it.
    fn outputs(&self, kind: &ResourceType, id: &str, inputs: &Properties) -> Object {
        let computed = (kind.outputs)(&self.account, id, inputs);
        let mut outputs = from_properties(inputs.clone());
        outputs.extend(from_properties(computed));
        outputs
    }
}

#[async_trait]
impl Provider for LocalAwsProvider {
    async fn check(
        &self,
        resource: &engine::Identity,
        old: Option<&Object>,
        mut new: Object,
    ) -> Result<Object, ProviderError> {
        let kind = known(&resource.r#type)?;
        let problems = kind.problems(&to_properties(&new));
        if !problems.is_empty() {
            let reasons = problems
                .into_iter()
                .map(|(name, problem)| (Some(name), problem));
            return Err(ProviderError {
                reasons: reasons.collect(),
            });
        }
        if kind.identity == Identity::Name && !new.contains_key("name") {
            let kept = old.and_then(|old| old.get("name").cloned());
            let name = kept
                .unwrap_or_else(|| Value::String(format!("{}-{}", resource.name, made_up(SUFFIX))));
            new.insert("name".to_owned(), name);
        }
        Ok(new)
    }

    async fn diff(
        &self,
        resource: &engine::Identity,
        old: &Existing,
        new: &Object,
    ) -> Result<Diff, ProviderError> {
        let kind = known(&resource.r#type)?;
        Ok(Diff::between(&old.inputs, new).replacing(kind.replaced_by))
    }

    async fn create(
        &self,
        resource: &engine::Identity,
        inputs: &Object,
        _preview: bool,
    ) -> Result<Created, ProviderError> {
        let kind = known(&resource.r#type)?;
        let inputs = to_properties(inputs);
        let id = match kind.identity {
            Identity::Name => text(&inputs, "name")
                .ok_or_else(|| ProviderError::property("name", "must be text"))?
                .to_owned(),
            Identity::Generated(length) => made_up(length),
        };
        if let Some(backend) = self.backends.of(kind.token) {
            backend.create(&id, &inputs).await?;
        }
        let outputs = self.outputs(kind, &id, &inputs);
        Ok(Created { id, outputs })
    }

    /// The outputs follow from where the laptop listens now, so they are made anew. A resource that its backend has no more is gone.
    async fn read(
        &self,
        resource: &engine::Identity,
        old: &Existing,
    ) -> Result<Option<Object>, ProviderError> {
        let kind = known(&resource.r#type)?;
        let gone = match self.backends.of(kind.token) {
            Some(backend) => !backend.exists(&old.id).await?,
            None => false,
        };
        let outputs = || self.outputs(kind, &old.id, &to_properties(&old.inputs));
        Ok((!gone).then(outputs))
    }

    async fn update(
        &self,
        resource: &engine::Identity,
        old: &Existing,
        inputs: &Object,
        _preview: bool,
    ) -> Result<Object, ProviderError> {
        let kind = known(&resource.r#type)?;
        let inputs = to_properties(inputs);
        if let Some(backend) = self.backends.of(kind.token) {
            backend.update(&old.id, &inputs).await?;
        }
        Ok(self.outputs(kind, &old.id, &inputs))
    }

    async fn delete(
        &self,
        resource: &engine::Identity,
        old: &Existing,
    ) -> Result<(), ProviderError> {
        match self.backends.of(&resource.r#type) {
            Some(backend) => backend.delete(&old.id).await,
            None => Ok(()),
        }
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

/// Letters and digits that nobody has had before.
fn made_up(length: usize) -> String {
    let mut id = Uuid::new_v4().simple().to_string();
    id.truncate(length);
    id
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
        .map(|(name, value)| (name, Value::from_json(value)))
        .collect()
}
