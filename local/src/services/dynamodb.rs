//! `aws:dynamodb/table:Table`: a table of the embedded database.

use super::{
    backend::{Backend, Surroundings},
    resource_type::{
        Identity, ResourceType,
        Support::{Emulated, Inert, Must},
        properties,
    },
};
use crate::{
    declared::{Properties, text},
    dynamodb::{
        Call, Database, DatabaseError, DynamoDb, ExternalEndpoint, TableDeclaration, Tables,
    },
    faults::database::DatabaseFaults,
    road::{Checkpoint, Layer, Listener, Road},
};
use futures_util::future::BoxFuture;
use pulumi::engine::{ProviderError, async_trait};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&TABLE];

/// A table, real as soon as it is declared.
pub const TABLE: ResourceType = ResourceType {
    token: "aws:dynamodb/table:Table",
    support: Emulated,
    properties: &[
        ("attributes", Emulated),
        ("billingMode", Must("PAY_PER_REQUEST")),
        ("deletionProtectionEnabled", Inert),
        ("hashKey", Emulated),
        ("name", Emulated),
        ("pointInTimeRecovery.enabled", Inert),
        ("rangeKey", Emulated),
        ("serverSideEncryption.enabled", Inert),
        ("tableClass", Inert),
        ("tags", Inert),
        ("ttl.attributeName", Emulated),
        ("ttl.enabled", Emulated),
    ],
    replaced_by: &["attributes", "hashKey", "name", "rangeKey"],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("dynamodb", &format!("table/{id}"))),
            ("name", id.to_owned()),
            ("region", account.region.clone()),
        ])
    },
};

/// Tables, and the road of calls to them.
struct DynamoDbBackend {
    database: AnyDatabase,
    layers: Vec<Arc<dyn Layer<Call>>>,
}

/// Where the tables are.
enum AnyDatabase {
    Embedded(DynamoDb),
    External(Box<ExternalEndpoint>),
}

/// Starts the embedded database, or finds the one that is given.
pub fn start<'a>(
    surroundings: &'a Surroundings<'a>,
) -> BoxFuture<'a, anyhow::Result<Arc<dyn Backend>>> {
    Box::pin(async move {
        let conditions = surroundings.conditions;
        let database = match &surroundings.options.dynamodb {
            None => {
                let clock = conditions.clock.clone();
                AnyDatabase::Embedded(DynamoDb::start(&surroundings.storage, clock).await?)
            }
            Some(url) => AnyDatabase::External(Box::new(
                ExternalEndpoint::find(url, surroundings.region).await?,
            )),
        };
        let faults = DatabaseFaults::new(conditions.faults.clone(), database.tables());
        let layers = [
            &conditions.handler_side[..],
            &[Arc::new(faults)],
            &conditions.database_side,
        ]
        .concat();
        let backend: Arc<dyn Backend> = Arc::new(DynamoDbBackend { database, layers });
        Ok(backend)
    })
}

impl AnyDatabase {
    fn tables(&self) -> Option<Tables> {
        match self {
            Self::Embedded(database) => Some(database.tables()),
            Self::External(_) => None,
        }
    }

    fn client(&self) -> anyhow::Result<Database> {
        Ok(match self {
            Self::Embedded(database) => Database::at(database.endpoint())?,
            Self::External(database) => database.client(),
        })
    }
}

#[async_trait]
impl Backend for DynamoDbBackend {
    async fn create(&self, id: &str, inputs: &Properties) -> Result<(), ProviderError> {
        let table = table_declaration(id, inputs)?;
        let made = match &self.database {
            AnyDatabase::Embedded(database) => database.tables().create(&table),
            AnyDatabase::External(database) => database.create(&table).await,
        };
        made.map_err(refused)
    }

    /// Lets the items of a table expire by the attribute declared, or no more: the rest needs another table.
    async fn update(&self, id: &str, inputs: &Properties) -> Result<(), ProviderError> {
        let table = table_declaration(id, inputs)?;
        let changed = match &self.database {
            AnyDatabase::Embedded(database) => database.tables().set_ttl(&table),
            AnyDatabase::External(database) => database.set_ttl(&table).await,
        };
        changed.map_err(refused)
    }

    async fn exists(&self, id: &str) -> Result<bool, ProviderError> {
        match &self.database {
            AnyDatabase::Embedded(database) => Ok(database.tables().exists(id)),
            AnyDatabase::External(database) => database.exists(id).await.map_err(refused),
        }
    }

    async fn delete(&self, id: &str) -> Result<(), ProviderError> {
        let deleted = match &self.database {
            AnyDatabase::Embedded(database) => database.tables().delete(id),
            AnyDatabase::External(database) => database.delete(id).await,
        };
        deleted.map_err(refused)
    }

    fn endpoint_variable(&self) -> &'static str {
        "AWS_ENDPOINT_URL_DYNAMODB"
    }

    async fn open(&self, checkpoint: Checkpoint) -> anyhow::Result<Listener> {
        let road = Road::new(checkpoint, self.layers.clone(), self.database.client()?);
        Ok(Listener::open(road).await?)
    }

    fn tables(&self) -> Option<Tables> {
        self.database.tables()
    }

    async fn shutdown(&self) {
        if let AnyDatabase::Embedded(database) = &self.database {
            database.shutdown().await;
        }
    }
}

fn refused(error: DatabaseError) -> ProviderError {
    ProviderError::new(error.to_string())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    name: String,
    r#type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ttl {
    attribute_name: Option<String>,
    #[serde(default)]
    enabled: bool,
}

/// A table's declaration as the database takes it.
///
/// # Errors
///
/// The property that is missing or not of its type, and what is wrong with it.
fn table_declaration(id: &str, inputs: &Properties) -> Result<TableDeclaration, ProviderError> {
    let attributes: Vec<Attribute> = parse(inputs, "attributes")?.unwrap_or_default();
    let ttl: Option<Ttl> = parse(inputs, "ttl")?;
    Ok(TableDeclaration {
        name: id.to_owned(),
        attributes: attributes.into_iter().map(|a| (a.name, a.r#type)).collect(),
        hash_key: text(inputs, "hashKey")
            .ok_or_else(|| ProviderError::property("hashKey", "a table needs one"))?
            .to_owned(),
        range_key: text(inputs, "rangeKey").map(str::to_owned),
        ttl_attribute: ttl
            .filter(|ttl| ttl.enabled)
            .and_then(|ttl| ttl.attribute_name),
    })
}

fn parse<T: for<'de> Deserialize<'de>>(
    inputs: &Properties,
    name: &str,
) -> Result<Option<T>, ProviderError> {
    let value = inputs.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value)
        .map_err(|problem| ProviderError::property(name, problem.to_string()))
}
