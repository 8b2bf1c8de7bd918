//! A stage that is being served: what every part of the gateway shares.

use crate::{
    api::Api,
    call_guard::CallGuard,
    clock::Clock,
    connection::Registry,
    fallback::Fallback,
    integration::{Integration, IntegrationError, IntegrationTimeout},
    quota::Throttles,
    refusal::Failure,
};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) struct Stage {
    pub(crate) api: Api,
    pub(crate) clock: Clock,
    pub(crate) fallback: Option<Arc<dyn Fallback>>,
    pub(crate) call_guard: Option<Arc<dyn CallGuard>>,
    pub(crate) throttles: Throttles,
    pub(crate) connections: Registry,
    /// Every task of this stage: [`Stage::end`] waits for them.
    pub(crate) tasks: TaskTracker,
    /// Cancelled when the gateway shuts down: every task of this stage then comes to its end.
    pub(crate) ending: CancellationToken,
}

impl Stage {
    /// Invokes an integration, for no longer than `timeout`.
    ///
    /// It runs as a task of its own: it goes on when the time is up, and its panic is a failure like others.
    pub(crate) async fn invoke(
        &self,
        integration: &Arc<dyn Integration>,
        timeout: IntegrationTimeout,
        request_id: &str,
        event: Bytes,
    ) -> Result<Bytes, Unanswered> {
        let integration = Arc::clone(integration);
        let deadline = self.clock.instant() + timeout.get();
        let invocation = self
            .tasks
            .spawn(async move { integration.invoke(event).await });
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

impl From<Unanswered> for Failure {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Failed(_) => Self::Internal,
            Unanswered::TimedOut => Self::TimedOut,
        }
    }
}
