//! `@connections`: what a handler can do to a connection.
//!
//! <https://docs.aws.amazon.com/apigatewaymanagementapi/latest/reference/API_connections_connectionId.html>

use crate::{
    bounds,
    call_guard::{Call, Passage, Rejection},
    clock::Clock,
    close_reason::CloseReason,
    connection::{Connection, PostError},
    event::{Identity, formatted},
    ids::ConnectionId,
    limits,
    refusal::{self, Body, Refusal},
    stage::Stage,
};
use bytes::{Bytes, BytesMut};
use http::{Method, Response, StatusCode, request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde::Serialize;
use time::{format_description::StaticFormatDescription, macros::format_description};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// ISO 8601, as the service's model has it.
const TIMESTAMP: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Answers a call on the connection that `id` names, as it was written in the path, but decoded.
pub(crate) async fn answer(
    stage: &Stage,
    request: &request::Parts,
    id: &str,
    body: Bytes,
) -> Response<Body> {
    match admit(stage, request, id, &body).await {
        Ok(Passage::Answered) => perform(stage, &request.method, id, body),
        Ok(Passage::Unanswered) => {
            perform(stage, &request.method, id, body);
            // Until the caller hangs up, or the gateway ends.
            stage.ending.cancelled().await;
            refusal::empty(StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(rejection) => {
            tracing::debug!(?rejection, method = %request.method, connection_id = id, "a call of @connections was not let in");
            refusal::exception(rejection.status, rejection.error_type, &rejection.message)
        }
    }
}

/// What the guard says of the call.
async fn admit(
    stage: &Stage,
    request: &request::Parts,
    id: &str,
    body: &Bytes,
) -> Result<Passage, Rejection> {
    let Some(guard) = &stage.call_guard else {
        return Ok(Passage::Answered);
    };
    let connection = find(stage, id).ok();
    let age = connection.and_then(|connection| {
        let now = stage.clock.now();
        now.duration_since(connection.connected_at).ok()
    });
    let call = Call {
        request,
        body,
        stage: &stage.api.stage,
        connection: id,
        age,
    };
    guard.admit(&call).await
}

fn perform(stage: &Stage, method: &Method, id: &str, body: Bytes) -> Response<Body> {
    if stage.throttles.take_call().is_err() {
        return Refusal::TOO_FAST.response();
    }
    let answered = match *method {
        Method::POST => find(stage, id).and_then(|connection| post(&connection, body)),
        Method::GET => find(stage, id).map(|connection| describe(&connection)),
        Method::DELETE => find(stage, id).and_then(|connection| delete(stage, &connection)),
        _ => Err(Refusal::METHOD),
    };
    answered.unwrap_or_else(Refusal::response)
}

fn find(stage: &Stage, id: &str) -> Result<std::sync::Arc<Connection>, Refusal> {
    let id = ConnectionId::parse(id).map_err(|_| Refusal::INVALID_ID)?;
    id.and_then(|id| stage.connections.get(id))
        .ok_or(Refusal::GONE)
}

fn post(connection: &Connection, body: Bytes) -> Result<Response<Body>, Refusal> {
    let text = Utf8Bytes::try_from(body)
        .map_err(|_| Refusal::bad_request("The data is not text in UTF-8"))?;
    match connection.post(text) {
        Ok(()) => Ok(refusal::empty(StatusCode::OK)),
        Err(PostError::Gone) => Err(Refusal::GONE),
        Err(PostError::Full) => Err(Refusal::TOO_FAST),
    }
}

fn describe(connection: &Connection) -> Response<Body> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Description<'a> {
        connected_at: String,
        identity: Identity<'a>,
        last_active_at: String,
    }
    refusal::json(
        StatusCode::OK,
        &Description {
            connected_at: formatted(connection.connected_at, TIMESTAMP),
            identity: Identity::of(connection),
            last_active_at: formatted(connection.last_active_at(), TIMESTAMP),
        },
    )
}

/// From here on the connection is gone for every caller, but what they have posted before still reaches the client.
fn delete(stage: &Stage, connection: &Connection) -> Result<Response<Body>, Refusal> {
    let connection = stage
        .connections
        .remove(connection.id)
        .ok_or(Refusal::GONE)?;
    connection.close(CloseReason::DELETED);
    Ok(refusal::empty(StatusCode::NO_CONTENT))
}

/// Reads a body that may hold one message.
pub(crate) async fn read_body(body: Incoming, clock: &Clock) -> Result<Bytes, Refusal> {
    clock
        .timeout(bounds::BODY_READ, collect(body))
        .await
        .unwrap_or(Err(Refusal::SLOW_BODY))
}

async fn collect(mut body: Incoming) -> Result<Bytes, Refusal> {
    let mut collected = BytesMut::new();
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::bad_request("The request's body ended early"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        read += data.len();
        if read > bounds::DISCARDED_BODY_BYTES {
            break;
        } else if read > limits::POST_BYTES {
            collected = BytesMut::new();
        } else {
            collected.extend_from_slice(&data);
        }
    }
    if read > limits::POST_BYTES {
        Err(Refusal::TOO_LARGE)
    } else {
        Ok(collected.freeze())
    }
}
