//! A database with one table, and a checkpoint on the road to it.

use gateway::Clock;
use local::{
    account::Account,
    dynamodb::{DynamoDb, Storage, TableDeclaration},
    iam::{Iam, Keys},
    road::Checkpoint,
};
use std::{net::SocketAddr, sync::Arc};

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

pub fn checkpoint(keys: Arc<Keys>, iam: Arc<Iam>) -> Checkpoint {
    let account = Account {
        region: "eu-north-1".to_owned(),
        gateway: SocketAddr::from(([127, 0, 0, 1], 1)),
    };
    Checkpoint { keys, iam, account }
}
