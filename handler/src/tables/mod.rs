//! The two DynamoDB tables. Each module's page lists the actions that it needs, which the program grants.

pub(crate) mod connections;
pub(crate) mod items;
mod query;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// A row as the SDK gives it.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// A string attribute.
fn s(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
fn n(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
