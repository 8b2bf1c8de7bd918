//! Faults of `@connections`.

use super::{
    Faults,
    fault::{ConnectionsFault, Effect},
};
use crate::{
    connections_api::{Answer, ManagementCall},
    iam::Denial,
    road::{Layer, Next, ServiceCall},
};
use futures_util::future::BoxFuture;
use gateway::Passage;
use http::StatusCode;
use std::future::pending;

/// The layer at which calls of `@connections` meet faults.
pub struct ConnectionsFaults(pub Faults);

impl Layer<ManagementCall> for ConnectionsFaults {
    fn pass(&self, call: ManagementCall, next: Next<ManagementCall>) -> BoxFuture<'_, Answer> {
        Box::pin(self.inject(call, next))
    }
}

impl ConnectionsFaults {
    async fn inject(&self, call: ManagementCall, next: Next<ManagementCall>) -> Answer {
        let Self(faults) = self;
        let headers = call.head().headers.clone();
        let met = faults.meet(|effect| {
            let Effect::Connections(methods, kind) = effect else {
                return None;
            };
            // An SDK within an invocation makes the calls that faults are for; a server's or a user's own meet none.
            let concerned = super::trace(&headers).is_some()
                && methods.include(&call.head().method)
                && match kind {
                    ConnectionsFault::Young(span) => call.age.is_some_and(|age| age < span),
                    _ => true,
                };
            concerned.then_some(kind)
        });
        match met {
            None => next.run(call).await,
            Some(ConnectionsFault::Throttle) => refused(
                StatusCode::TOO_MANY_REQUESTS,
                "LimitExceededException",
                "Too Many Requests",
            ),
            Some(ConnectionsFault::Error) => refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerErrorException",
                "Internal server error",
            ),
            Some(ConnectionsFault::Denied) => refused(
                StatusCode::FORBIDDEN,
                "AccessDeniedException",
                "A fault denies this call",
            ),
            Some(ConnectionsFault::Gone | ConnectionsFault::Young(_)) => refused(
                StatusCode::GONE,
                "GoneException",
                "The connection is no longer available",
            ),
            // In the words of one that was done.
            Some(ConnectionsFault::Ignored) => refused(StatusCode::OK, "", ""),
            Some(ConnectionsFault::Hang) => pending().await,
            Some(ConnectionsFault::Silent) => {
                next.run(call).await?;
                Ok(Passage::Unanswered)
            }
            Some(ConnectionsFault::Slow(span)) => {
                faults.0.clock.sleep(span).await;
                next.run(call).await
            }
            Some(ConnectionsFault::Freeze(span)) => {
                faults.freeze(&headers, span);
                next.run(call).await
            }
            Some(ConnectionsFault::KillBefore) => {
                faults.kill(&headers);
                pending().await
            }
            Some(ConnectionsFault::KillDuring) => {
                faults.kill(&headers);
                next.run(call).await?;
                Ok(Passage::Unanswered)
            }
        }
    }
}

fn refused(status: StatusCode, exception: &'static str, message: &str) -> Answer {
    ManagementCall::refuse(status, Denial::new(exception, message))
}
