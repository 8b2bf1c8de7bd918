//! A backend: what makes the resources of a service real as soon as they are declared, and answers the calls of sandboxes.

use crate::{
    cli::Options,
    conditions::Conditions,
    declared::Properties,
    dynamodb::{Storage, Tables},
    road::{Checkpoint, Listener},
};
use pulumi::engine::async_trait;

/// What a backend is started with.
pub struct Surroundings<'a> {
    /// The command line.
    pub options: &'a Options,
    /// The clock, the faults, and what tests add.
    pub conditions: &'a Conditions,
    /// Where data are kept.
    pub storage: Storage,
    /// The region of the stack.
    pub region: &'a str,
}

/// Makes resources real. A resource is known by its physical id.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Makes a resource, or makes the one that an earlier run has left as it is declared now. Its name is among the inputs.
    async fn create(&self, id: &str, inputs: &Properties) -> anyhow::Result<()>;

    /// The environment variable by which SDKs find the service, such as `AWS_ENDPOINT_URL_DYNAMODB`.
    fn endpoint_variable(&self) -> &'static str;

    /// Opens the road to the service.
    async fn open(&self, checkpoint: Checkpoint) -> anyhow::Result<Listener>;

    /// The tables that this backend keeps in this process, if it keeps any: tests look into them.
    fn tables(&self) -> Option<Tables> {
        None
    }

    /// Ends the service; data are kept.
    async fn shutdown(&self);
}
