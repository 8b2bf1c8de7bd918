//! What may come between a handler and `@connections`, as a network does.

use crate::{
    Call, Rejection,
    ids::ConnectionId,
    management,
    refusal::{self, Body},
    stage::Stage,
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Response, request};
use std::time::Duration;

/// Meets calls of `@connections` before anything else does: how a test lets them fail, or wait.
pub trait Interference: Send + Sync {
    /// Lets a call through, as soon as it wants to, or answers in its place.
    ///
    /// `age` is how long the connection has been open, if it is open.
    ///
    /// # Errors
    /// The call is not done, and this is what its sender gets to read.
    fn meet<'a>(
        &'a self,
        call: &'a Call<'a>,
        age: Option<Duration>,
    ) -> BoxFuture<'a, Result<Way, Rejection>>;
}

/// How a call goes on that is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is done and answered.
    Answered,
    /// It is done, and its sender never hears of it.
    Unanswered,
}

/// Answers a call of `@connections`, with whatever comes between.
pub(crate) async fn pass(
    stage: &Stage,
    request: &request::Parts,
    id: &str,
    body: Bytes,
) -> Response<Body> {
    let Some(interference) = &stage.interference else {
        return management::answer(stage, request, id, body);
    };
    let call = Call {
        request,
        body: &body,
        stage: &stage.api.stage,
        connection: id,
    };
    match interference.meet(&call, age(stage, id)).await {
        Ok(Way::Answered) => management::answer(stage, request, id, body),
        Ok(Way::Unanswered) => {
            management::answer(stage, request, id, body);
            // Until the sender hangs up, or the gateway ends.
            stage.ending.cancelled().await;
            refusal::empty(http::StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(rejection) => {
            refusal::exception(rejection.status, rejection.error_type, &rejection.message)
        }
    }
}

fn age(stage: &Stage, id: &str) -> Option<Duration> {
    let id = ConnectionId::parse(id).ok()??;
    let connection = stage.connections.get(id)?;
    stage
        .clock
        .now()
        .duration_since(connection.connected_at)
        .ok()
}
