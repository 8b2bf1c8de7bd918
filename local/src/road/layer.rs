//! The road: a checkpoint, layers, and the service behind them.

use super::{call::ServiceCall, checkpoint::Checkpoint};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// One of the things that a call passes between the checkpoint and the service.
pub trait Layer<C: ServiceCall>: Send + Sync + 'static {
    /// Takes a call. A layer that wants it done hands it on to `next`, at most once for each time that the service should see it.
    fn pass(&self, call: C, next: Next<C>) -> BoxFuture<'_, C::Answer>;
}

/// What does the calls that have come all the way.
pub trait Service<C: ServiceCall>: Send + Sync + 'static {
    /// Does a call.
    fn serve(&self, call: C) -> BoxFuture<'_, C::Answer>;
}

/// The road of one service's calls.
pub struct Road<C> {
    checkpoint: Checkpoint,
    way: Arc<Way<C>>,
}

struct Way<C> {
    layers: Vec<Arc<dyn Layer<C>>>,
    service: Box<dyn Service<C>>,
}

impl<C: ServiceCall> Road<C> {
    /// A road that calls travel through the layers, in their order, to the service.
    pub fn new(
        checkpoint: Checkpoint,
        layers: Vec<Arc<dyn Layer<C>>>,
        service: impl Service<C>,
    ) -> Self {
        let service = Box::new(service);
        Self {
            checkpoint,
            way: Arc::new(Way { layers, service }),
        }
    }

    /// Takes a call along the road, and returns what comes back.
    pub async fn travel(&self, call: C) -> C::Answer {
        match self.checkpoint.admit(&call) {
            Err(denial) => C::refuse(C::DENIED, denial),
            Ok(principal) => {
                tracing::debug!(%principal, service = C::SERVICE, "a call is let in");
                let way = self.way.clone();
                Next { way, at: 0 }.run(call).await
            }
        }
    }
}

/// What is behind a layer: the next one, and at last the service.
pub struct Next<C> {
    way: Arc<Way<C>>,
    at: usize,
}

/// By hand, since a derived one would ask for a call that can be cloned.
impl<C> Clone for Next<C> {
    fn clone(&self) -> Self {
        Self {
            way: self.way.clone(),
            at: self.at,
        }
    }
}

impl<C: ServiceCall> Next<C> {
    /// Hands the call on, and returns what comes back.
    pub async fn run(self, call: C) -> C::Answer {
        let Self { way, at } = self;
        match way.layers.get(at).cloned() {
            Some(layer) => layer.pass(call, Self { way, at: at + 1 }).await,
            None => way.service.serve(call).await,
        }
    }
}
