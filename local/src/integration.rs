//! What stands between a route, or its authorizer, and a function: the Lambda proxy integration.

use crate::lambda::{Function, InvokeError};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use gateway::{Integration, IntegrationError};
use std::sync::Arc;

/// Invokes a function for a route; or fails, as AWS does, where the route may invoke none.
pub struct LambdaIntegration(Option<Arc<Function>>);

impl LambdaIntegration {
    /// The integration of a function, or of none.
    pub fn of(function: Option<Arc<Function>>) -> Self {
        Self(function)
    }
}

impl Integration for LambdaIntegration {
    fn invoke(&self, event: Bytes) -> BoxFuture<'_, Result<Bytes, IntegrationError>> {
        Box::pin(async move {
            let Some(function) = &self.0 else {
                return Err(IntegrationError::Failed(
                    "no function may be invoked here".into(),
                ));
            };
            let answer = function.invoke(event).await;
            answer.map_err(|error| match error {
                InvokeError::Throttled { .. } => IntegrationError::Throttled,
                InvokeError::TimedOut { .. } => IntegrationError::TimedOut,
                InvokeError::Error(report) => IntegrationError::Raised {
                    error_type: report.error_type,
                    message: report.message,
                },
                other => IntegrationError::Failed(other.to_string()),
            })
        })
    }
}
