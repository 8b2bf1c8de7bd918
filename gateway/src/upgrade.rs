//! The server's half of RFC 6455's opening handshake.

use crate::refusal::{Body, Refusal};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Version,
    header::{
        CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
        SEC_WEBSOCKET_VERSION, UPGRADE,
    },
    request,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Whether a request is meant as a handshake.
pub(crate) fn is_asked_for(headers: &HeaderMap) -> bool {
    lists(headers, &UPGRADE, "websocket")
}

/// The checks of section 4.2.1, and what the server answers to the client's key.
pub(crate) fn validate(request: &request::Parts) -> Result<HeaderValue, Refusal> {
    let headers = &request.headers;
    if request.method != Method::GET || request.version != Version::HTTP_11 {
        return Err(Refusal::bad_request(
            "A WebSocket handshake is a GET of HTTP/1.1",
        ));
    }
    if !lists(headers, &CONNECTION, "upgrade") {
        return Err(Refusal::bad_request(
            "The Connection header does not ask for an upgrade",
        ));
    }
    // Section 11.3: neither may be there twice.
    for name in [SEC_WEBSOCKET_VERSION, SEC_WEBSOCKET_KEY] {
        if headers.get_all(name).iter().count() > 1 {
            return Err(Refusal::bad_request(
                "The Sec-WebSocket-Version and the Sec-WebSocket-Key header may be there once only",
            ));
        }
    }
    if headers
        .get(SEC_WEBSOCKET_VERSION)
        .is_none_or(|version| version != "13")
    {
        return Err(Refusal::UPGRADE_REQUIRED);
    }
    headers
        .get(SEC_WEBSOCKET_KEY)
        .filter(|key| STANDARD.decode(key).is_ok_and(|nonce| nonce.len() == 16))
        .map(|key| derive_accept_key(key.as_bytes()))
        .map(|accept| accept.try_into().expect("Base64 may stand in a header"))
        .ok_or(Refusal::bad_request(
            "The Sec-WebSocket-Key header must be 16 bytes in Base64",
        ))
}

/// The 101 of section 4.2.2.
pub(crate) fn switch(accept: HeaderValue, protocol: Option<HeaderValue>) -> Response<Body> {
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

/// Whether a header lists a word, in whatever case.
fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(word))
}
