//! A client's text.

use protocol::{Action, Connecting, Request, Statuses, limits};
use serde_json::Value;

/// Decodes bytes as whatever a client, or API Gateway on its behalf, may send.
///
/// # Panics
/// Something does not hold: a reply to a bad request is no JSON object, too large for a message, or without a code; what was let in
/// breaks the limits.
pub fn decode(bytes: &[u8]) {
    // Both ends are text; what is not never gets as far.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let statuses = Statuses::default();
    for action in Action::ALL {
        match Request::decode(action, text, &statuses) {
            Ok(decoded) => is_within_limits(&decoded.request),
            Err(error) => is_an_error(&protocol::encode(&error)),
        }
    }
    is_an_error(&protocol::encode(&Request::unknown(text)));
    // A query string as the gateway splits it.
    let query: Vec<(&str, &str)> = text
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    if let Err(refusal) = Connecting::decode(query) {
        assert!((400..600).contains(&refusal.status()));
        is_an_error(&protocol::encode(&refusal));
    }
}

fn is_an_error(frame: &str) {
    assert!(
        frame.len() <= limits::MESSAGE_BYTES,
        "{} bytes",
        frame.len()
    );
    let frame: Value = serde_json::from_str(frame).expect("a reply is JSON");
    assert!(frame["error"]["code"].is_string(), "{frame}");
    assert!(frame["message"].is_string(), "{frame}");
}

fn is_within_limits(request: &Request) {
    if let Request::CreateItem(create) = request {
        let title = String::from(create.title.clone());
        assert!((1..=1_000).contains(&title.chars().count()));
        assert_eq!(title.trim(), title);
    }
}
