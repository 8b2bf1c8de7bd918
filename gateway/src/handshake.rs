//! From a request to a connection.

use crate::{
    authorization,
    connection::Connection,
    event::{self, RequestInfo},
    ids,
    integration::{IntegrationError, ProxyResponse},
    live::Live,
    refusal::{self, Body, Failure, Refusal},
    request::{HandshakeRequest, Headers, Query},
    stage::Stage,
    throttle::TooMany,
    upgrade,
};
use http::{
    HeaderValue, Response,
    header::{SEC_WEBSOCKET_PROTOCOL, USER_AGENT},
    request,
};
use std::{net::SocketAddr, sync::Arc, time::SystemTime};

/// The other end of the socket, and the port of ours that it called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) port: u16,
}

/// Why a client was not taken in.
enum Denial {
    /// `$connect` said no, in its own words.
    Answered(ProxyResponse),
    /// `$connect` or its authorizer said nothing, or was not asked.
    Failed(Failure),
}

impl From<Failure> for Denial {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Answers a handshake, and takes the client in if the answer is a 101.
///
/// `$connect` runs before the upgrade and to its end, also if the client leaves meanwhile: a handler that has said yes
/// to a connection is told of its end.
pub(crate) async fn shake(
    stage: &Arc<Stage>,
    parts: &request::Parts,
    headers: Headers,
    peer: Peer,
) -> (Response<Body>, Option<Live>) {
    let accept = match upgrade::validate(parts) {
        Ok(accept) => accept,
        Err(refusal) => return (refusal.response(), None),
    };
    let user_agent = parts
        .headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let (mut connection, outbox) = Connection::new(peer.address.ip(), user_agent, &stage.clock);
    let info = RequestInfo::now(&stage.clock);
    if let Err(TooMany) = stage.throttles.take_handshake() {
        return (Failure::TooMany.response(connection.id, &info.id), None);
    }
    let request = HandshakeRequest {
        headers: forwarded(headers, peer, info.at),
        query: Query::decode(parts.uri.query()),
    };
    let connecting = {
        let stage = Arc::clone(stage);
        async move {
            match connect(&stage, &mut connection, &info, &request).await {
                Ok(protocol) => (
                    upgrade::switch(accept, protocol),
                    Some(Live::begin(&stage, connection, outbox)),
                ),
                Err(Denial::Answered(answer)) => {
                    let body = answer.body.unwrap_or_default();
                    (refusal::with_body(answer.status_code, body.into()), None)
                }
                Err(Denial::Failed(failure)) => (failure.response(connection.id, &info.id), None),
            }
        }
    };
    stage.tasks.spawn(connecting).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a handshake failed");
        (Refusal::INTERNAL.response(), None)
    })
}

/// The handshake's headers as `$connect` gets them: without those of the hop, with those that API Gateway adds.
fn forwarded(mut headers: Headers, peer: Peer, at: SystemTime) -> Headers {
    let ip = peer.address.ip();
    let via = headers
        .get("X-Forwarded-For")
        .map_or_else(|| ip.to_string(), |before| format!("{before}, {ip}"));
    for name in [
        "Connection",
        "Upgrade",
        "X-Forwarded-For",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
    ] {
        headers.remove(name);
    }
    if headers.get("X-Amzn-Trace-Id").is_none() {
        headers.push("X-Amzn-Trace-Id", ids::trace_id(at));
    }
    headers.push("X-Forwarded-For", via);
    headers.push("X-Forwarded-Port", peer.port.to_string());
    headers.push("X-Forwarded-Proto", "http".to_owned());
    headers
}

/// Asks the authorizer, if there is one, and then `$connect`, which alone may choose the subprotocol.
async fn connect(
    stage: &Stage,
    connection: &mut Connection,
    info: &RequestInfo,
    request: &HandshakeRequest,
) -> Result<Option<HeaderValue>, Denial> {
    let Some(route) = stage.api.routes.get("$connect") else {
        return Ok(None);
    };
    if let Some(authorizer) = &stage.api.authorizer {
        let context =
            authorization::authorize(stage, authorizer, connection, info, request).await?;
        connection.authorizer = Some(Box::new(context));
    }
    let event = event::connect(&stage.api, connection, info, request);
    let answer = stage
        .invoke(&route.integration, route.timeout, &info.id, event)
        .await
        .map_err(Failure::from)?;
    let (answer, protocol) = understand(&answer).map_err(|error| {
        tracing::warn!(request_id = info.id, %error, "$connect gave no usable answer");
        Failure::Internal
    })?;
    if answer.status_code.is_success() {
        Ok(protocol)
    } else {
        Err(Denial::Answered(answer))
    }
}

/// A proxy response, and the subprotocol in its headers.
fn understand(answer: &[u8]) -> Result<(ProxyResponse, Option<HeaderValue>), IntegrationError> {
    let answer = ProxyResponse::parse(answer)?;
    let protocol = answer
        .header(SEC_WEBSOCKET_PROTOCOL.as_str())
        .map(HeaderValue::from_str)
        .transpose();
    let protocol = protocol.map_err(|_| {
        IntegrationError::Failed(
            "its Sec-WebSocket-Protocol has characters that no header may have".to_owned(),
        )
    })?;
    Ok((answer, protocol))
}
