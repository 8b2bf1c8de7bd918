//! A database with one table, to put a gate in front of.

use gateway::Clock;
use local::dynamodb::{DynamoDb, Storage, TableDeclaration};

/// The table is `things`, and its key `id`.
pub async fn database() -> DynamoDb {
    let database = DynamoDb::start(&Storage::Memory, Clock::new())
        .await
        .unwrap();
    let table = TableDeclaration {
        name: "things".to_owned(),
        attributes: vec![("id".to_owned(), "S".to_owned())],
        hash_key: "id".to_owned(),
        range_key: None,
        ttl_attribute: None,
    };
    database.tables().create(&table).unwrap();
    database
}
