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
    declared::{DeclarationError, Declared, Properties, of_type, text},
    dynamodb::{
        Call, Database, DatabaseError, DynamoDb, ExternalEndpoint, TableDeclaration, Tables,
    },
    faults::database::DatabaseFaults,
    road::{Checkpoint, Layer, Listener, Road},
};
use futures_util::future::BoxFuture;
use pulumi::engine::{ProviderError, async_trait};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
    identity: Identity::NameAndKeys(keys),
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("dynamodb", &format!("table/{id}"))),
            ("name", id.to_owned()),
            ("region", account.region.clone()),
        ])
    },
};

/// The keys of a table and of its local indexes, with their types. AWS cannot change these either: it takes another table.
fn keys(inputs: &Properties) -> Value {
    let items = |name: &str| inputs.get(name).and_then(Value::as_array);
    let indexes = items("localSecondaryIndexes").into_iter().flatten();
    let of_indexes = indexes.map(|index| &index["rangeKey"]);
    let keys: Vec<_> = ["hashKey", "rangeKey"]
        .into_iter()
        .filter_map(|key| inputs.get(key))
        .chain(of_indexes)
        .collect();
    let attributes = items("attributes").into_iter().flatten();
    let types: BTreeMap<_, _> = attributes
        .filter(|attribute| keys.contains(&&attribute["name"]))
        .map(|attribute| (attribute["name"].to_string(), &attribute["type"]))
        .collect();
    json!([keys, types, inputs.get("localSecondaryIndexes")])
}

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

/// Makes sure that no two tables have one name: AWS refuses the second, which here would find the first.
pub fn check_names(declared: &[Declared]) -> Result<(), DeclarationError> {
    let mut names = BTreeSet::new();
    for table in of_type(declared, TABLE.token) {
        if !names.insert(&table.id) {
            let problem = format!("is `{}`, which is another table's", table.id);
            return Err(table.problem("name", problem));
        }
    }
    Ok(())
}

/// Tells of tables that are not declared, or not any more: they are left as they are.
///
/// # Errors
///
/// The database does not say which there are.
pub fn name_undeclared(tables: &Tables, declared: &[Declared]) -> Result<(), DatabaseError> {
    let mut left = tables.names()?;
    left.retain(|name| !of_type(declared, TABLE.token).any(|table| table.id == *name));
    if !left.is_empty() {
        let tables = left.join(", ");
        tracing::warn!(
            tables,
            "the program does not declare these: they are left as they are"
        );
    }
    Ok(())
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
