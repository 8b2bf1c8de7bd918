//! DynamoDB on the laptop.
//!
//! - [`call`]: a call of its HTTP interface (`accesses`: what it asks of IAM)
//! - [`database`]: what does calls, any endpoint that speaks this interface (`sign`: a signature for one that is not the laptop's)
//! - [`embedded`]: the database in this process; [`endpoint`]: one that is given instead
//! - [`table`]: what is declared of a table

mod accesses;
pub mod call;
pub mod database;
pub mod embedded;
pub mod endpoint;
mod sign;
pub mod table;

pub use self::{
    call::{Call, TARGET, refuse},
    database::{Database, InvalidEndpoint},
    embedded::{DynamoDb, Storage, Tables},
    endpoint::{Endpoint, ExternalEndpoint},
    table::{DatabaseError, TableDeclaration},
};
