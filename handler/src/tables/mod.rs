//! The two DynamoDB tables. Each module's page lists the actions that it needs, which the program grants.

pub(crate) mod connections;
mod expression;
pub(crate) mod items;
mod query;
mod row;
