//! Faults of `@connections`.

use super::{Faults, What};
use futures_util::future::BoxFuture;
use gateway::{Call, Interference, Rejection, Way};
use http::StatusCode;
use std::{future::pending, time::Duration};

impl Interference for Faults {
    fn meet<'a>(
        &'a self,
        call: &'a Call<'a>,
        age: Option<Duration>,
    ) -> BoxFuture<'a, Result<Way, Rejection>> {
        Box::pin(async move {
            let headers = &call.request.headers;
            // An SDK within an invocation makes the calls that faults are for; a server's or a user's own meet none.
            let met = self.meet(|fault| {
                super::trace(headers).is_some()
                    && fault.target.is_method(&call.request.method)
                    && match fault.what {
                        What::Young(span) => age.is_some_and(|age| age < span),
                        _ => true,
                    }
            });
            match met {
                None => {}
                Some(What::Throttle) => return Err(throttled()),
                Some(What::Error) => return Err(failed()),
                Some(What::Denied) => return Err(denied()),
                Some(What::Gone | What::Young(_)) => return Err(gone()),
                Some(What::Ignored) => return Err(done()),
                Some(What::Hang) => return pending().await,
                Some(What::Silent) => return Ok(Way::Unanswered),
                Some(What::Slow(span)) => self.0.clock.sleep(span).await,
                Some(What::Freeze(span)) => self.freeze(headers, span),
                Some(What::KillBefore) => {
                    self.kill(headers);
                    return pending().await;
                }
                Some(What::KillDuring) => {
                    self.kill(headers);
                    return Ok(Way::Unanswered);
                }
                // The grammar keeps these to DynamoDB.
                Some(
                    What::Reset | What::Lost | What::Stale(_) | What::Unprocessed | What::KillAfter,
                ) => {}
            }
            Ok(Way::Answered)
        })
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
