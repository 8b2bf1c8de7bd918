//! Layers, and the chain that they make.

use super::{
    call::{Answer, Call},
    database::Database,
};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// One of the things that a call passes on its way to the database.
pub trait Layer: Send + Sync + 'static {
    /// Takes a call. Whoever wants it done hands it on to `next`, at most once for each time that the database should see it.
    fn pass(&self, call: Call, next: Next) -> BoxFuture<'_, Answer>;
}

/// The layers, and the database behind them.
pub(super) struct Chain {
    pub(super) layers: Vec<Arc<dyn Layer>>,
    pub(super) database: Database,
}

/// What is behind a layer: the next one, and at last the database.
#[derive(Clone)]
pub struct Next {
    chain: Arc<Chain>,
    at: usize,
}

impl Next {
    /// The way in, before the first layer.
    pub(super) fn first(chain: Arc<Chain>) -> Self {
        Self { chain, at: 0 }
    }

    /// Hands the call on, and returns what comes back.
    pub async fn run(self, call: Call) -> Answer {
        match self.chain.layers.get(self.at).cloned() {
            Some(layer) => {
                let next = Self {
                    at: self.at + 1,
                    ..self
                };
                layer.pass(call, next).await
            }
            None => self.chain.database.forward(call).await,
        }
    }
}
