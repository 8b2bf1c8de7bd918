//! A table as it is declared, and what DynamoDB is asked for it.

use serde_json::{Value, json};
use std::{io, path::PathBuf};

/// A table as a program declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDeclaration {
    /// The table's physical name.
    pub name: String,
    /// Attributes used in keys, name and type (`S`, `N`, `B`).
    pub attributes: Vec<(String, String)>,
    /// The partition key's attribute.
    pub hash_key: String,
    /// The sort key's attribute, if the table has one.
    pub range_key: Option<String>,
    /// The attribute that says when an item expires, if items do.
    pub ttl_attribute: Option<String>,
}

/// Why the database cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file is there and is not a database, or cannot be opened.
    #[error("cannot open the database {path}: {problem}\nDeleting the file starts afresh, without the data that it holds.", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the database engine says.
        problem: String,
    },
    /// No port for its HTTP interface.
    #[error("cannot listen on 127.0.0.1 for DynamoDB")]
    Listen(#[from] io::Error),
    /// The endpoint given does not answer.
    #[error("no DynamoDB answers at {0}: start it, or leave out --dynamodb for the embedded one")]
    Silent(String),
    /// The database refused what was asked, in DynamoDB's words.
    #[error("{0}")]
    Refused(String),
}

/// What `CreateTable` is asked for a table.
pub(super) fn create_input(table: &TableDeclaration) -> Value {
    let key = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let keys: Vec<Value> = std::iter::once(key(&table.hash_key, "HASH"))
        .chain(table.range_key.iter().map(|name| key(name, "RANGE")))
        .collect();
    let attributes: Vec<Value> = table
        .attributes
        .iter()
        .map(|(name, kind)| json!({"AttributeName": name, "AttributeType": kind}))
        .collect();
    json!({
        "TableName": table.name,
        "KeySchema": keys,
        "AttributeDefinitions": attributes,
        "BillingMode": "PAY_PER_REQUEST",
    })
}

/// Holds a table that is there, as `DescribeTable` tells of it, to the keys that are declared.
pub(super) fn check_keys(described: &Value, table: &TableDeclaration) -> Result<(), DatabaseError> {
    match described["Table"]["KeySchema"] == create_input(table)["KeySchema"] {
        true => Ok(()),
        false => Err(DatabaseError::Refused(format!(
            "the table {} exists, with other keys than declared: choose another name",
            table.name
        ))),
    }
}

/// What `UpdateTimeToLive` is asked, so that a table's items expire as declared, given what `DescribeTimeToLive` answers.
pub(super) fn ttl_changes(described: &Value, table: &TableDeclaration) -> Vec<Value> {
    let now = described["TimeToLiveDescription"]["AttributeName"].as_str();
    let wanted = table.ttl_attribute.as_deref();
    if now == wanted {
        return Vec::new();
    }
    let changes = [now.map(|old| (old, false)), wanted.map(|new| (new, true))];
    let changes = changes.into_iter().flatten().map(|(attribute, enabled)| {
        json!({
            "TableName": table.name,
            "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled},
        })
    });
    changes.collect()
}
