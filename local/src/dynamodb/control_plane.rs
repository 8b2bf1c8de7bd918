//! The tables of a stack, in whichever database they are.

use super::{
    embedded::Tables,
    endpoint::ExternalEndpoint,
    table::{DatabaseError, TableDeclaration},
};
use std::sync::Arc;

/// What makes and deletes tables.
#[derive(Clone)]
pub enum ControlPlane {
    /// In the laptop.
    Embedded(Tables),
    /// At an endpoint of its own.
    External(Arc<ExternalEndpoint>),
}

impl ControlPlane {
    /// Whether there is a table of this name.
    pub(crate) async fn exists(&self, name: &str) -> Result<bool, DatabaseError> {
        match self {
            Self::Embedded(tables) => Ok(tables.exists(name)),
            Self::External(tables) => tables.exists(name).await,
        }
    }

    /// Makes a table.
    pub(crate) async fn create(&self, table: &TableDeclaration) -> Result<(), DatabaseError> {
        match self {
            Self::Embedded(tables) => tables.create(table),
            Self::External(tables) => tables.create(table).await,
        }
    }

    /// Lets the items of a table that is there expire by the attribute declared, or no more.
    pub(crate) async fn set_ttl(&self, table: &TableDeclaration) -> Result<(), DatabaseError> {
        match self {
            Self::Embedded(tables) => tables.set_ttl(table),
            Self::External(tables) => tables.set_ttl(table).await,
        }
    }

    /// Deletes a table with all its items; one that is gone already is no error.
    pub(crate) async fn delete(&self, name: &str) -> Result<(), DatabaseError> {
        match self {
            Self::Embedded(tables) => tables.delete(name),
            Self::External(tables) => tables.delete(name).await,
        }
    }
}
