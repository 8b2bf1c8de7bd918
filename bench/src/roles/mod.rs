//! The processes around the function: each a part that this executable plays when it is started as `bench play ROLE`.

pub mod database;
pub mod floor;
mod meter;
pub mod rows;
pub mod sink;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// A part to play.
#[derive(Debug, Subcommand)]
pub enum Role {
    /// DynamoDB, in memory
    Database,
    /// `@connections`, with the key and the certificate in those files
    Sink {
        /// The certificate, PEM
        certificate: PathBuf,
        /// Its private key, PEM
        key: PathBuf,
    },
    /// A function that does nothing but what its event says: the floor of the measurements
    Floor,
}

impl Role {
    /// Plays it until nobody needs it any more.
    ///
    /// # Errors
    /// Whatever keeps it from playing.
    pub fn play(self) -> Result<()> {
        match self {
            Self::Database => database::play(),
            Self::Sink { certificate, key } => sink::play(&certificate, &key),
            Self::Floor => floor::play(),
        }
    }
}
