//! A stage that is being served: what every part of the gateway shares.

use crate::{
    Api, Clock, Fallback, Gateway, Integration, IntegrationError, IntegrationTimeout, Interference,
    Route, Verifier, connection::Registry, event::Occasion, refusal::Failure, throttle::Throttles,
};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::{runtime::Handle, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) struct Stage {
    pub(crate) api: Api,
    pub(crate) clock: Clock,
    pub(crate) fallback: Option<Arc<dyn Fallback>>,
    pub(crate) verifier: Option<Arc<dyn Verifier>>,
    pub(crate) throttles: Throttles,
    pub(crate) interference: Option<Arc<dyn Interference>>,
    pub(crate) connections: Registry,
    runtime: Handle,
    tasks: TaskTracker,
    /// Cancelled when the gateway shuts down: every task of this stage then comes to its end.
    pub(crate) ending: CancellationToken,
}

impl Stage {
    /// Must be called within a tokio runtime, on which everything then runs.
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self {
            throttles: Throttles::new(&gateway.api, gateway.account, &gateway.clock),
            api: gateway.api,
            clock: gateway.clock,
            fallback: gateway.fallback,
            verifier: gateway.verifier,
            interference: gateway.interference,
            connections: Registry::default(),
            runtime: Handle::current(),
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
        }
    }

    /// Runs a task that [`Stage::end`] waits for.
    pub(crate) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.tasks.spawn_on(task, &self.runtime)
    }

    /// Invokes what is behind a route, for no longer than the route allows.
    pub(crate) async fn invoke(
        &self,
        route: &Route,
        occasion: &Occasion,
        event: Bytes,
    ) -> Result<Bytes, Failure> {
        self.run(&route.integration, route.timeout, occasion, event)
            .await
            .map_err(|unanswered| match unanswered {
                Unanswered::Failed(_) => Failure::Internal,
                Unanswered::TimedOut => Failure::TimedOut,
            })
    }

    /// Runs an integration.
    ///
    /// It runs as a task of its own: it goes on when the time is up, and its panic is a failure like others.
    pub(crate) async fn run(
        &self,
        integration: &Arc<dyn Integration>,
        timeout: IntegrationTimeout,
        occasion: &Occasion,
        event: Bytes,
    ) -> Result<Bytes, Unanswered> {
        let request_id = occasion.request_id.as_str();
        let integration = Arc::clone(integration);
        let deadline = self.clock.instant() + timeout.get();
        let invocation = self.spawn(async move { integration.invoke(event).await });
        tokio::select! {
            biased;
            answer = invocation => match answer {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(error)) => {
                    tracing::warn!(request_id, %error, "the integration gave no answer");
                    Err(Unanswered::Failed(error))
                }
                Err(error) => {
                    tracing::error!(request_id, %error, "the integration panicked");
                    Err(Unanswered::Failed(IntegrationError::Failed(error.to_string())))
                }
            },
            () = self.clock.sleep_until(deadline) => {
                tracing::warn!(request_id, after = ?timeout.get(), "the integration timed out");
                Err(Unanswered::TimedOut)
            }
        }
    }

    /// Waits for the end of every task, but not longer than `within`, in real time. Returns how many are left.
    pub(crate) async fn end(&self, within: Duration) -> usize {
        self.ending.cancel();
        self.tasks.close();
        // A time-out leaves what the count says.
        let _ = tokio::time::timeout(within, self.tasks.wait()).await;
        self.tasks.len()
    }
}

/// Why an integration gave no answer.
pub(crate) enum Unanswered {
    Failed(IntegrationError),
    TimedOut,
}
