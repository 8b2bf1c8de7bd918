//! A database with one table, and a checkpoint on the road to it.

use gateway::Clock;
use local::{
    account::Account,
    dynamodb::{DynamoDb, Storage, TableDeclaration},
    iam::{Iam, Keys},
    road::Checkpoint,
};
use serde_json::json;
use std::{net::SocketAddr, sync::Arc};

/// The table is `things`, and its key `id`.
pub async fn database() -> DynamoDb {
    let database = DynamoDb::start(&Storage::Memory, Clock::new())
        .await
        .unwrap();
    let table: TableDeclaration = serde_json::from_value(json!({
        "name": "things",
        "attributes": [{"name": "id", "type": "S"}],
        "hashKey": "id",
    }))
    .unwrap();
    database.client().make_table(&table).await.unwrap();
    database
}

pub fn checkpoint(keys: Arc<Keys>, iam: Arc<Iam>) -> Checkpoint {
    let account = Account {
        region: "eu-north-1".to_owned(),
        gateway: SocketAddr::from(([127, 0, 0, 1], 1)),
    };
    Checkpoint { keys, iam, account }
}
