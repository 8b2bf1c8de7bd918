//! A function, and the way to invoke it.

use super::{environment::FunctionConfig, error::InvokeError, options::Options, pool::Pool};
use bytes::Bytes;
use std::sync::Arc;

/// A function with its sandboxes.
///
/// There are none until the first event or [`warm_up`](Self::warm_up). Dropping the function kills them;
/// [`shutdown`](Self::shutdown) also waits until they are gone.
pub struct Function {
    pool: Arc<Pool>,
}

impl Function {
    /// A function without sandboxes yet.
    #[must_use]
    pub fn new(config: FunctionConfig, options: Options) -> Self {
        Self {
            pool: Arc::new(Pool::new(config, options)),
        }
    }

    /// Starts a sandbox, unless one is free, and waits until it asks for an event: from then on the function serves.
    ///
    /// # Errors
    /// [`InvokeError::InitFailed`] if it cannot start, with the last lines that it wrote.
    pub async fn warm_up(&self) -> Result<(), InvokeError> {
        self.pool.warm_up().await
    }

    /// Runs the function for one event and returns its answer.
    ///
    /// An event goes to at most one sandbox that could have seen it. When a free sandbox turns out to be gone before it
    /// took the event, another takes it; when a sandbox ends after that, the invocation fails as crashed.
    ///
    /// Dropping the future before a sandbox has taken the event may withdraw it. After that, as in AWS, the invocation
    /// runs to its end, although nobody waits for it.
    ///
    /// # Errors
    /// Each variant of [`InvokeError`] says when.
    pub async fn invoke(&self, event: Bytes) -> Result<Bytes, InvokeError> {
        self.pool.invoke(event).await
    }

    /// Kills every sandbox, at work or not, and returns when they are gone. Invocations under way, and later ones, fail as
    /// [`InvokeError::Stopped`].
    ///
    /// Killed, since Lambda tells a function without extensions nothing either:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>.
    pub async fn shutdown(&self) {
        self.pool.shutdown().await;
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.pool.stop();
    }
}
