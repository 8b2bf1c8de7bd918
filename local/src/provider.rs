//! The provider of every resource on the laptop.
//!
//! Tables become real here. Everything else is recorded with the outputs that AWS would give, and put together when the program
//! has ended ([`crate::assembly`]).

use crate::{
    account::Account,
    dynamodb::{ControlPlane, DatabaseError},
    resources::{self, Identity, Properties, ResourceType, TABLE, table_declaration, text},
};
use pulumi::{
    Value,
    engine::{self, Created, Diff, Existing, Provider, ProviderError, async_trait},
    value::Object,
};
use uuid::Uuid;

/// The name of a resource that declares none is its logical name with a suffix of this many letters and digits, as Pulumi does it.
const SUFFIX: usize = 7;

/// AWS as the laptop plays it.
pub struct LocalAwsProvider {
    account: Account,
    tables: ControlPlane,
}

impl LocalAwsProvider {
    /// A provider for an account, with a database for its tables.
    pub fn new(account: Account, tables: ControlPlane) -> Self {
        Self { account, tables }
    }

    /// What AWS answers of a resource: what it was declared with, and what follows from it.
    fn outputs(&self, kind: &ResourceType, id: &str, inputs: &Properties) -> Object {
        let computed = (kind.outputs)(&self.account, id, inputs);
        let mut outputs = from_properties(inputs.clone());
        outputs.extend(from_properties(computed));
        outputs
    }

    async fn create_table(&self, id: &str, inputs: &Properties) -> Result<(), ProviderError> {
        let table = table_declaration(id, inputs)
            .map_err(|(property, problem)| ProviderError::property(property, problem))?;
        self.tables.create(&table).await.map_err(|e| refused(&e))
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
        if kind.token == TABLE.token {
            self.create_table(&id, &inputs).await?;
        }
        let outputs = self.outputs(kind, &id, &inputs);
        Ok(Created { id, outputs })
    }

    /// The outputs follow from where the laptop listens now, so they are made anew. A table whose database is gone is gone.
    async fn read(
        &self,
        resource: &engine::Identity,
        old: &Existing,
    ) -> Result<Option<Object>, ProviderError> {
        let kind = known(&resource.r#type)?;
        let gone = kind.token == TABLE.token
            && !self.tables.exists(&old.id).await.map_err(|e| refused(&e))?;
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
        if kind.token == TABLE.token {
            let table = table_declaration(&old.id, &inputs)
                .map_err(|(property, problem)| ProviderError::property(property, problem))?;
            self.tables.set_ttl(&table).await.map_err(|e| refused(&e))?;
        }
        Ok(self.outputs(kind, &old.id, &inputs))
    }

    async fn delete(
        &self,
        resource: &engine::Identity,
        old: &Existing,
    ) -> Result<(), ProviderError> {
        if resource.r#type == TABLE.token {
            self.tables.delete(&old.id).await.map_err(|e| refused(&e))?;
        }
        Ok(())
    }

    async fn invoke(&self, function: &str, _arguments: &Object) -> Result<Object, ProviderError> {
        let results = resources::answer(&self.account, function);
        let unknown = || ProviderError::new("the laptop does not know this function");
        results.map(from_properties).ok_or_else(unknown)
    }
}

fn known(token: &str) -> Result<&'static ResourceType, ProviderError> {
    ResourceType::find(token).ok_or_else(|| {
        let known: Vec<_> = resources::TYPES.iter().map(|t| t.token).collect();
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

fn refused(error: &DatabaseError) -> ProviderError {
    ProviderError::new(error.to_string())
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
