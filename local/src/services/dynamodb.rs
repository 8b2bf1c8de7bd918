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
    declared::{DeclarationError, Declared, Properties, of_type},
    dynamodb::{Call, Database, DynamoDb, TableDeclaration, Tables},
    faults::database::DatabaseFaults,
    road::{Checkpoint, Layer, Listener, Road},
};
use anyhow::Context as _;
use futures_util::future::BoxFuture;
use pulumi::engine::async_trait;
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
    database: Database,
    /// The database's server, if it is in this process.
    embedded: Option<DynamoDb>,
    layers: Vec<Arc<dyn Layer<Call>>>,
}

/// Starts the embedded database, or finds the one that is given.
pub fn start<'a>(
    surroundings: &'a Surroundings<'a>,
) -> BoxFuture<'a, anyhow::Result<Arc<dyn Backend>>> {
    Box::pin(async move {
        let conditions = surroundings.conditions;
        let (database, embedded) = match surroundings.options.dynamodb.clone() {
            None => {
                let clock = conditions.clock.clone();
                let embedded = DynamoDb::start(&surroundings.storage, clock).await?;
                (embedded.client(), Some(embedded))
            }
            Some(endpoint) => (
                Database::external(endpoint, surroundings.region).await?,
                None,
            ),
        };
        let tables = embedded.as_ref().map(DynamoDb::tables);
        let faults = DatabaseFaults::new(conditions.faults.clone(), tables);
        let layers = [
            &conditions.handler_side[..],
            &[Arc::new(faults)],
            &conditions.database_side,
        ]
        .concat();
        let backend: Arc<dyn Backend> = Arc::new(DynamoDbBackend {
            database,
            embedded,
            layers,
        });
        Ok(backend)
    })
}

#[async_trait]
impl Backend for DynamoDbBackend {
    async fn create(&self, _id: &str, inputs: &Properties) -> anyhow::Result<()> {
        self.database.make_table(&declaration(inputs)?).await
    }

    fn endpoint_variable(&self) -> &'static str {
        "AWS_ENDPOINT_URL_DYNAMODB"
    }

    async fn open(&self, checkpoint: Checkpoint) -> anyhow::Result<Listener> {
        let road = Road::new(checkpoint, self.layers.clone(), self.database.clone());
        Ok(Listener::open(road).await?)
    }

    fn tables(&self) -> Option<Tables> {
        self.embedded.as_ref().map(DynamoDb::tables)
    }

    async fn shutdown(&self) {
        if let Some(embedded) = &self.embedded {
            embedded.shutdown().await;
        }
    }
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
pub fn name_undeclared(tables: &Tables, declared: &[Declared]) -> anyhow::Result<()> {
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
fn declaration(inputs: &Properties) -> anyhow::Result<TableDeclaration> {
    let inputs = Value::Object(inputs.clone());
    serde_json::from_value(inputs).context("a table is not declared as DynamoDB takes it")
}
