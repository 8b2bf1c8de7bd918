//! From a request to a connection.

use crate::{
    Route,
    connection::Connection,
    event::{self, Occasion},
    head::Headers,
    ids::{self, ConnectionId},
    integration::{IntegrationError, ProxyResponse},
    live::Live,
    refusal::{self, Body, Failure, Refusal},
    stage::Stage,
    throttle::TooMany,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Version,
    header::{
        CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
        SEC_WEBSOCKET_VERSION, UPGRADE, USER_AGENT,
    },
    request,
};
use std::{net::SocketAddr, sync::Arc};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The other end of the socket, and the port of ours that it called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) address: SocketAddr,
    pub(crate) port: u16,
}

/// Why a client was not taken in.
pub(crate) enum Denial {
    /// The gateway itself said no.
    Refused(Refusal),
    /// `$connect` said no, in its own words.
    Answered(StatusCode, String),
    /// `$connect` or its authorizer said nothing, or was not asked.
    Failed {
        failure: Failure,
        connection: ConnectionId,
        request_id: String,
    },
}

impl Denial {
    fn failed(failure: Failure, connection: &Connection, occasion: &Occasion) -> Self {
        Self::Failed {
            failure,
            connection: connection.id,
            request_id: occasion.request_id.clone(),
        }
    }

    pub(crate) fn response(self) -> Response<Body> {
        match self {
            Self::Refused(refusal) => refusal.response(),
            Self::Answered(status, body) => refusal::with_body(status, body.into()),
            Self::Failed {
                failure,
                connection,
                request_id,
            } => failure.response(connection, &request_id),
        }
    }
}

/// Takes a client in: the 101 and the connection, or the denial.
///
/// `$connect` runs before the upgrade and to its end, also if the client leaves meanwhile: a handler that has said yes
/// to a connection is told of its end.
pub(crate) async fn shake(
    stage: &Arc<Stage>,
    parts: &request::Parts,
    headers: Headers,
    caller: Caller,
) -> Result<(Response<Body>, Live), Denial> {
    let key = validate(parts).map_err(Denial::Refused)?;
    let user_agent = parts
        .headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let (mut connection, outbox) = Connection::new(caller.address.ip(), user_agent, &stage.clock);
    let occasion = Occasion::now(&stage.clock);
    stage
        .throttles
        .take_handshake()
        .map_err(|TooMany| Denial::failed(Failure::TooMany, &connection, &occasion))?;
    let query = parts.uri.query().map(str::to_owned);
    let connecting = {
        let stage = Arc::clone(stage);
        async move {
            let protocol = match stage.api.routes.get("$connect") {
                Some(route) => {
                    let headers = forwarded(headers, caller, &occasion);
                    let query = query.as_deref();
                    if let Some(authorizer) = &stage.api.authorizer {
                        let authorized = authorizer
                            .ask(&stage, &connection, &occasion, &headers, query)
                            .await
                            .map_err(|failure| Denial::failed(failure, &connection, &occasion))?;
                        connection.authorized = Some(Box::new(authorized));
                    }
                    let event = event::connect(&stage.api, &connection, &occasion, &headers, query);
                    ask(&stage, route, &connection, &occasion, event).await?
                }
                None => None,
            };
            Ok((protocol, Live::begin(&stage, connection, outbox)))
        }
    };
    let (protocol, live) = stage.spawn(connecting).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a handshake failed");
        Err(Denial::Refused(Refusal::INTERNAL))
    })?;
    Ok((switching_protocols(&key, protocol), live))
}

/// The checks of RFC 6455, section 4.2.1. Returns the key.
fn validate(parts: &request::Parts) -> Result<String, Refusal> {
    if parts.method != Method::GET || parts.version != Version::HTTP_11 {
        return Err(Refusal::bad_request(
            "A WebSocket handshake is a GET of HTTP/1.1",
        ));
    }
    if !lists(&parts.headers, &CONNECTION, "upgrade") {
        return Err(Refusal::bad_request(
            "The Connection header does not ask for an upgrade",
        ));
    }
    if parts
        .headers
        .get(SEC_WEBSOCKET_VERSION)
        .is_none_or(|version| version != "13")
    {
        return Err(Refusal::UPGRADE_REQUIRED);
    }
    let key = parts
        .headers
        .get(SEC_WEBSOCKET_KEY)
        .and_then(|key| key.to_str().ok());
    key.filter(|key| STANDARD.decode(key).is_ok_and(|nonce| nonce.len() == 16))
        .map(str::to_owned)
        .ok_or(Refusal::bad_request(
            "The Sec-WebSocket-Key header must be 16 bytes in Base64",
        ))
}

/// Whether a header lists a word, in whatever case.
pub(crate) fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

/// The handshake's headers as `$connect` gets them: without those of the hop, with those that API Gateway adds.
fn forwarded(mut headers: Headers, caller: Caller, occasion: &Occasion) -> Headers {
    let ip = caller.address.ip();
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
        headers.push("X-Amzn-Trace-Id", ids::trace_id(occasion.at));
    }
    headers.push("X-Forwarded-For", via);
    headers.push("X-Forwarded-Port", caller.port.to_string());
    headers.push("X-Forwarded-Proto", "http".to_owned());
    headers
}

/// Asks `$connect`. A yes may name the subprotocol, which is not negotiated by anyone else.
async fn ask(
    stage: &Arc<Stage>,
    route: &Route,
    connection: &Connection,
    occasion: &Occasion,
    event: Bytes,
) -> Result<Option<HeaderValue>, Denial> {
    let said = match stage.invoke(route, occasion, event).await {
        Ok(answer) => understand(&answer).map_err(|error| {
            tracing::warn!(request_id = occasion.request_id, %error, "$connect gave no usable answer");
            Failure::Internal
        }),
        Err(failure) => Err(failure),
    };
    let (answer, protocol) =
        said.map_err(|failure| Denial::failed(failure, connection, occasion))?;
    if answer.status_code.is_success() {
        Ok(protocol)
    } else {
        Err(Denial::Answered(
            answer.status_code,
            answer.body.unwrap_or_default(),
        ))
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

fn switching_protocols(key: &str, protocol: Option<HeaderValue>) -> Response<Body> {
    let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes()))
        .expect("Base64 may stand in a header");
    let mut response = Response::new(Body::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    if let Some(protocol) = protocol {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}
