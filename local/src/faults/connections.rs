//! Faults of `@connections`.

use super::{
    Faults,
    fault::{ConnectionsFault, Effect},
};
use crate::{
    connections_api::ManagementCall,
    road::{Layer, Next, ServiceCall},
};
use futures_util::future::BoxFuture;
use gateway::{Passage, Rejection};
use http::StatusCode;
use std::future::pending;

/// The layer at which calls of `@connections` meet faults.
pub struct ConnectionsFaults(pub Faults);

impl Layer<ManagementCall> for ConnectionsFaults {
    fn pass(
        &self,
        call: ManagementCall,
        next: Next<ManagementCall>,
    ) -> BoxFuture<'_, Result<Passage, Rejection>> {
        Box::pin(self.inject(call, next))
    }
}

impl ConnectionsFaults {
    async fn inject(
        &self,
        call: ManagementCall,
        next: Next<ManagementCall>,
    ) -> Result<Passage, Rejection> {
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
            Some(ConnectionsFault::Throttle) => Err(throttled()),
            Some(ConnectionsFault::Error) => Err(failed()),
            Some(ConnectionsFault::Denied) => Err(denied()),
            Some(ConnectionsFault::Gone | ConnectionsFault::Young(_)) => Err(gone()),
            Some(ConnectionsFault::Ignored) => Err(done()),
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

/// In the words of one that was done.
fn done() -> Rejection {
    Rejection {
        status: StatusCode::OK,
        error_type: "",
        message: String::new(),
    }
}

fn throttled() -> Rejection {
    Rejection {
        status: StatusCode::TOO_MANY_REQUESTS,
        error_type: "LimitExceededException",
        message: "Too Many Requests".to_owned(),
    }
}

fn denied() -> Rejection {
    Rejection {
        status: StatusCode::FORBIDDEN,
        error_type: "AccessDeniedException",
        message: "A fault denies this call".to_owned(),
    }
}

fn failed() -> Rejection {
    Rejection {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        error_type: "InternalServerErrorException",
        message: "Internal server error".to_owned(),
    }
}

fn gone() -> Rejection {
    Rejection {
        status: StatusCode::GONE,
        error_type: "GoneException",
        message: "The connection is no longer available".to_owned(),
    }
}
