//! The services of AWS that the laptop plays, one file each: which types of resources it knows, what of them is emulated and what is only
//! recorded, what they answer, and how they are made real. The list is [`SERVICES`].
//!
//! Some are read when the program has ended: [`iam`] gives the roles, [`lambda`] the functions, [`apigatewayv2`] the API. A service
//! with a [`Backend`] is real from the first resource on, and sandboxes call it along the [road](crate::road).

pub mod apigatewayv2;
pub mod aws;
pub mod backend;
pub mod cloudwatch;
pub mod dynamodb;
pub mod iam;
pub mod lambda;
pub mod resource_type;
pub mod sns;
pub mod website;

use self::{
    backend::{Backend, Surroundings},
    resource_type::ResourceType,
};
use crate::{
    dynamodb::Tables,
    road::{Checkpoint, Listener},
};
use futures_util::future::BoxFuture;
use std::{collections::BTreeMap, sync::Arc};

/// A service of AWS on the laptop.
pub struct Service {
    /// The types of its resources.
    pub types: &'static [&'static ResourceType],
    /// Starts what makes its resources real, if something has to.
    pub start: Option<Start>,
}

/// How a backend is started.
pub type Start =
    for<'a> fn(&'a Surroundings<'a>) -> BoxFuture<'a, anyhow::Result<Arc<dyn Backend>>>;

/// Every service that the laptop plays.
pub const SERVICES: &[Service] = &[
    Service::of(aws::TYPES),
    Service::real(dynamodb::TYPES, dynamodb::start),
    Service::of(iam::TYPES),
    Service::of(cloudwatch::TYPES),
    Service::of(sns::TYPES),
    Service::of(lambda::TYPES),
    Service::of(apigatewayv2::TYPES),
    Service::of(website::TYPES),
];

/// Every type that the laptop knows.
pub fn types() -> impl Iterator<Item = &'static ResourceType> {
    SERVICES.iter().flat_map(|service| service.types).copied()
}

impl Service {
    /// A service whose resources are recorded, and read when the program has ended.
    const fn of(types: &'static [&'static ResourceType]) -> Self {
        Self { types, start: None }
    }

    /// A service whose resources are made real one by one.
    const fn real(types: &'static [&'static ResourceType], start: Start) -> Self {
        Self {
            types,
            start: Some(start),
        }
    }
}

/// The backends of a laptop.
pub struct Backends(Vec<(&'static [&'static ResourceType], Arc<dyn Backend>)>);

impl Backends {
    /// Starts the backend of every service that has one.
    ///
    /// # Errors
    ///
    /// One does not start.
    pub async fn start(surroundings: &Surroundings<'_>) -> anyhow::Result<Self> {
        let mut backends = Vec::new();
        for Service { types, start } in SERVICES {
            if let Some(start) = start {
                backends.push((*types, start(surroundings).await?));
            }
        }
        Ok(Self(backends))
    }

    /// The backend that makes resources of a type real, if any does.
    pub fn of(&self, token: &str) -> Option<&dyn Backend> {
        let of_type = |types: &[&ResourceType]| types.iter().any(|kind| kind.token == token);
        let found = self.0.iter().find(|(types, _)| of_type(types));
        found.map(|(_, backend)| &**backend)
    }

    /// Opens the road to every backend. Sandboxes find the endpoints by the environment variables that come with them.
    pub async fn open(&self, checkpoint: &Checkpoint) -> anyhow::Result<Endpoints> {
        let (mut variables, mut listeners) = (BTreeMap::new(), Vec::new());
        for (_, backend) in &self.0 {
            let listener = backend.open(checkpoint.clone()).await?;
            variables.insert(backend.endpoint_variable().to_owned(), listener.endpoint());
            listeners.push(listener);
        }
        Ok(Endpoints {
            variables,
            listeners,
        })
    }

    /// The tables that a backend keeps in this process, if one does.
    pub fn tables(&self) -> Option<Tables> {
        self.iter().find_map(|backend| backend.tables())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Backend> {
        self.0.iter().map(|(_, backend)| &**backend)
    }
}

/// Where sandboxes reach the backends.
pub struct Endpoints {
    /// Environment variables that name endpoints to SDKs.
    pub variables: BTreeMap<String, String>,
    /// What listens there.
    pub listeners: Vec<Listener>,
}
