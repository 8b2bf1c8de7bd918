//! The events that integrations get.
//!
//! Shapes as in AWS's documentation of the three kinds of routes,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html>,
//! of the authorizer's input,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html>, and in captured logs.

use crate::{
    api::Api,
    clock::Clock,
    close_reason::CloseReason,
    connection::Connection,
    ids::request_id,
    request::{HandshakeRequest, MultiValues, last_values},
};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    net::IpAddr,
    time::{SystemTime, UNIX_EPOCH},
};
use time::{
    OffsetDateTime, format_description::StaticFormatDescription, macros::format_description,
};

/// The time format of Apache's logs.
const REQUEST_TIME: StaticFormatDescription =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

/// One request to an integration: its id and its time.
#[derive(Clone, Debug)]
pub(crate) struct RequestInfo {
    pub(crate) id: String,
    pub(crate) at: SystemTime,
}

impl RequestInfo {
    pub(crate) fn now(clock: &Clock) -> Self {
        Self {
            id: request_id(),
            at: clock.now(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    multi_value_headers: MultiValues<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    multi_value_query_string_parameters: MultiValues<'a>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    is_base64_encoded: bool,
}

impl<'a> Event<'a> {
    fn new(request_context: RequestContext<'a>) -> Self {
        Self {
            headers: BTreeMap::new(),
            multi_value_headers: BTreeMap::new(),
            query_string_parameters: BTreeMap::new(),
            multi_value_query_string_parameters: BTreeMap::new(),
            request_context,
            body: None,
            is_base64_encoded: false,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizerEvent<'a> {
    r#type: &'static str,
    method_arn: &'a str,
    headers: BTreeMap<&'a str, &'a str>,
    multi_value_headers: MultiValues<'a>,
    query_string_parameters: BTreeMap<&'a str, &'a str>,
    multi_value_query_string_parameters: MultiValues<'a>,
    stage_variables: BTreeMap<&'a str, &'a str>,
    request_context: RequestContext<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    route_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorizer: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disconnect_status_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    event_type: &'static str,
    extended_request_id: &'a str,
    request_time: String,
    message_direction: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    disconnect_reason: Option<&'a str>,
    stage: &'a str,
    connected_at: u64,
    request_time_epoch: u64,
    identity: Identity<'a>,
    request_id: &'a str,
    domain_name: &'a str,
    connection_id: String,
    api_id: &'a str,
}

/// Who the client is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Identity<'a> {
    source_ip: IpAddr,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<&'a str>,
}

impl<'a> Identity<'a> {
    pub(crate) fn of(connection: &'a Connection) -> Self {
        Self {
            source_ip: connection.source_ip,
            user_agent: connection.user_agent.as_deref(),
        }
    }
}

impl<'a> RequestContext<'a> {
    fn new(
        api: &'a Api,
        connection: &'a Connection,
        info: &'a RequestInfo,
        event_type: &'static str,
        route_key: &'a str,
    ) -> Self {
        Self {
            route_key,
            authorizer: connection.authorizer.as_deref(),
            disconnect_status_code: None,
            message_id: None,
            event_type,
            extended_request_id: &info.id,
            request_time: formatted(info.at, REQUEST_TIME),
            message_direction: "IN",
            disconnect_reason: None,
            stage: &api.stage,
            connected_at: epoch_millis(connection.connected_at),
            request_time_epoch: epoch_millis(info.at),
            identity: Identity::of(connection),
            request_id: &info.id,
            domain_name: &api.domain_name,
            connection_id: connection.id.to_string(),
            api_id: &api.id,
        }
    }
}

/// What an authorizer gets: the handshake as `$connect` gets it, but with the hop's headers in AWS's words, and with query maps also
/// where there is no query.
pub(crate) fn authorizer(
    api: &Api,
    connection: &Connection,
    info: &RequestInfo,
    request: &HandshakeRequest,
    method_arn: &str,
) -> Bytes {
    let mut headers = request.headers.multi_values();
    for (name, value) in [
        ("Connection", "upgrade"),
        ("Upgrade", "websocket"),
        ("content-length", "0"),
    ] {
        headers.insert(name, vec![value]);
    }
    let query = request.query.multi_values();
    encode(&AuthorizerEvent {
        r#type: "REQUEST",
        method_arn,
        headers: last_values(&headers),
        multi_value_headers: headers,
        query_string_parameters: last_values(&query),
        multi_value_query_string_parameters: query,
        stage_variables: BTreeMap::new(),
        request_context: RequestContext::new(api, connection, info, "CONNECT", "$connect"),
    })
}

/// `$connect`, with all that the handshake said.
pub(crate) fn connect(
    api: &Api,
    connection: &Connection,
    info: &RequestInfo,
    request: &HandshakeRequest,
) -> Bytes {
    let (headers, query) = (request.headers.multi_values(), request.query.multi_values());
    encode(&Event {
        headers: last_values(&headers),
        multi_value_headers: headers,
        query_string_parameters: last_values(&query),
        multi_value_query_string_parameters: query,
        ..Event::new(RequestContext::new(
            api, connection, info, "CONNECT", "$connect",
        ))
    })
}

/// A client's message, for the route that it selected.
pub(crate) fn message(
    api: &Api,
    connection: &Connection,
    info: &RequestInfo,
    route_key: &str,
    body: &str,
) -> Bytes {
    encode(&Event {
        body: Some(body),
        ..Event::new(RequestContext {
            message_id: Some(request_id()),
            ..RequestContext::new(api, connection, info, "MESSAGE", route_key)
        })
    })
}

/// `$disconnect`, with how the connection ended.
pub(crate) fn disconnect(
    api: &Api,
    connection: &Connection,
    info: &RequestInfo,
    close_reason: &CloseReason,
) -> Bytes {
    let headers = MultiValues::from([
        ("Host", vec![api.domain_name.as_str()]),
        ("X-Forwarded-For", vec![""]),
        ("x-api-key", vec![""]),
        ("x-restapi", vec![""]),
    ]);
    encode(&Event {
        headers: last_values(&headers),
        multi_value_headers: headers,
        ..Event::new(RequestContext {
            disconnect_status_code: Some(close_reason.code),
            disconnect_reason: Some(&close_reason.reason),
            ..RequestContext::new(api, connection, info, "DISCONNECT", "$disconnect")
        })
    })
}

fn encode(event: &impl Serialize) -> Bytes {
    serde_json::to_vec(event)
        .expect("its maps have strings as keys, which is all that JSON asks")
        .into()
}

/// Milliseconds of the Unix epoch.
fn epoch_millis(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

/// A time in UTC.
pub(crate) fn formatted(at: SystemTime, format: StaticFormatDescription) -> String {
    OffsetDateTime::from(at)
        .format(format)
        .expect("the format asks for nothing that a time in UTC lacks")
}
