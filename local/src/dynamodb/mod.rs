//! DynamoDB on the laptop.
//!
//! - [`call`]: a call of its HTTP interface (`accesses`: what it asks of IAM)
//! - [`database`]: what does calls, any endpoint that speaks this interface (`sign`: whose signature they have)
//! - [`table`]: what is declared of a table, and how it is made
//! - [`embedded`]: the database in this process

mod accesses;
pub mod call;
pub mod database;
pub mod embedded;
mod sign;
pub mod table;

pub use self::{
    call::{Call, TARGET, refuse},
    database::{Database, Endpoint, InvalidEndpoint},
    embedded::{DynamoDb, Storage, Tables},
    table::TableDeclaration,
};
