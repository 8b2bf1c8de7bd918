//! What an authorizer is asked.

use crate::{
    Api,
    connection::Connection,
    event::{Occasion, RequestContext, decode_query, encode, last_values, multi_value},
    head::Headers,
};
use bytes::Bytes;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an authorizer gets: the handshake as `$connect` gets it, but with the hop's headers in AWS's words, and with query maps also
/// where there is no query.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html>
pub(super) fn event(
    api: &Api,
    connection: &Connection,
    occasion: &Occasion,
    headers: &Headers,
    query: Option<&str>,
    method_arn: &str,
) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Authorization<'a> {
        r#type: &'static str,
        method_arn: &'a str,
        headers: BTreeMap<&'a str, &'a str>,
        multi_value_headers: BTreeMap<&'a str, Vec<&'a str>>,
        query_string_parameters: BTreeMap<&'a str, &'a str>,
        multi_value_query_string_parameters: BTreeMap<&'a str, Vec<&'a str>>,
        stage_variables: BTreeMap<&'a str, &'a str>,
        request_context: RequestContext<'a>,
    }
    let mut headers = headers.multi_value();
    for (name, value) in [
        ("Connection", "upgrade"),
        ("Upgrade", "websocket"),
        ("content-length", "0"),
    ] {
        headers.insert(name, vec![value]);
    }
    let pairs = query.map(decode_query).unwrap_or_default();
    let query = multi_value(&pairs);
    encode(&Authorization {
        r#type: "REQUEST",
        method_arn,
        headers: last_values(&headers),
        multi_value_headers: headers,
        query_string_parameters: last_values(&query),
        multi_value_query_string_parameters: query,
        stage_variables: BTreeMap::new(),
        request_context: RequestContext::new(api, connection, occasion, "CONNECT", "$connect"),
    })
}
