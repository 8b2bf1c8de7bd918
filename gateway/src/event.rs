//! The events that integrations get.
//!
//! Shapes as in AWS's documentation of the three kinds of routes,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html>,
//! and in captured logs.

use crate::{
    Api, Clock, authorizer::Authorized, connection::Connection, departure::Departure,
    head::Headers, ids::request_id,
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
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
pub(crate) struct Occasion {
    pub(crate) request_id: String,
    pub(crate) at: SystemTime,
}

impl Occasion {
    pub(crate) fn now(clock: &Clock) -> Self {
        Self {
            request_id: request_id(),
            at: clock.now(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<BTreeMap<&'a str, &'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_headers: Option<BTreeMap<&'a str, Vec<&'a str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_string_parameters: Option<BTreeMap<&'a str, &'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_query_string_parameters: Option<BTreeMap<&'a str, Vec<&'a str>>>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestContext<'a> {
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
    pub(crate) fn new(
        api: &'a Api,
        connection: &'a Connection,
        occasion: &'a Occasion,
        event_type: &'static str,
        route_key: &'a str,
    ) -> Self {
        Self {
            route_key,
            authorizer: connection.authorized.as_deref().map(Authorized::fields),
            disconnect_status_code: None,
            message_id: None,
            event_type,
            extended_request_id: &occasion.request_id,
            request_time: formatted(occasion.at, REQUEST_TIME),
            message_direction: "IN",
            disconnect_reason: None,
            stage: &api.stage,
            connected_at: epoch_millis(connection.connected_at),
            request_time_epoch: epoch_millis(occasion.at),
            identity: Identity::of(connection),
            request_id: &occasion.request_id,
            domain_name: &api.domain_name,
            connection_id: connection.id.to_string(),
            api_id: &api.id,
        }
    }
}

/// `$connect`, with all that the handshake said.
pub(crate) fn connect(
    api: &Api,
    connection: &Connection,
    occasion: &Occasion,
    headers: &Headers,
    query: Option<&str>,
) -> Bytes {
    let headers = headers.multi_value();
    let pairs = query.map(decode_query).filter(|pairs| !pairs.is_empty());
    let query = pairs.as_deref().map(multi_value);
    encode(&Event {
        headers: Some(last_values(&headers)),
        query_string_parameters: query.as_ref().map(last_values),
        request_context: RequestContext::new(api, connection, occasion, "CONNECT", "$connect"),
        body: None,
        is_base64_encoded: false,
        multi_value_headers: Some(headers),
        multi_value_query_string_parameters: query,
    })
}

/// A client's message, for the route that it selected.
pub(crate) fn message(
    api: &Api,
    connection: &Connection,
    occasion: &Occasion,
    route_key: &str,
    body: &str,
) -> Bytes {
    encode(&Event {
        headers: None,
        multi_value_headers: None,
        query_string_parameters: None,
        multi_value_query_string_parameters: None,
        request_context: RequestContext {
            message_id: Some(request_id()),
            ..RequestContext::new(api, connection, occasion, "MESSAGE", route_key)
        },
        body: Some(body),
        is_base64_encoded: false,
    })
}

/// `$disconnect`, with how the connection ended.
pub(crate) fn disconnect(
    api: &Api,
    connection: &Connection,
    occasion: &Occasion,
    departure: &Departure,
) -> Bytes {
    let headers = BTreeMap::from([
        ("Host", api.domain_name.as_str()),
        ("X-Forwarded-For", ""),
        ("x-api-key", ""),
        ("x-restapi", ""),
    ]);
    encode(&Event {
        multi_value_headers: Some(
            headers
                .iter()
                .map(|(name, value)| (*name, vec![*value]))
                .collect(),
        ),
        headers: Some(headers),
        query_string_parameters: None,
        multi_value_query_string_parameters: None,
        request_context: RequestContext {
            disconnect_status_code: Some(departure.code),
            disconnect_reason: Some(&departure.reason),
            ..RequestContext::new(api, connection, occasion, "DISCONNECT", "$disconnect")
        },
        body: None,
        is_base64_encoded: false,
    })
}

pub(crate) fn encode(event: &impl Serialize) -> Bytes {
    serde_json::to_vec(event)
        .expect("its maps have strings as keys, which is all that JSON asks")
        .into()
}

pub(crate) fn last_values<'a>(all: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeMap<&'a str, &'a str> {
    all.iter()
        .filter_map(|(name, values)| Some((*name, *values.last()?)))
        .collect()
}

pub(crate) fn multi_value(pairs: &[(String, String)]) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        all.entry(name).or_default().push(value);
    }
    all
}

/// A query's names and values, in their order.
pub(crate) fn decode_query(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
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
