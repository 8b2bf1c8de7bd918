//! The size of the handler's environment, which Lambda bounds as a whole.

use protocol::names::env;
use std::{cmp::Reverse, collections::BTreeMap};

/// What Lambda takes: 4 KB, names and values of all variables together.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const MAX_BYTES: usize = 4096;

/// What is wrong, if the variables are more than Lambda takes. It measures them as a JSON object.
///
/// `given` are those that settings fill, each with the setting's key and its name.
pub(super) fn problem(
    given: &[(String, &'static str, String)],
    region: Option<&str>,
    stage: &str,
) -> Option<String> {
    let values = given.iter().map(|(_, name, value)| (*name, value.clone()));
    let variables: BTreeMap<_, _> = values.chain(made_up(region, stage)).collect();
    let bytes = length(&variables);
    if bytes <= MAX_BYTES {
        return None;
    }
    let mut largest: Vec<_> = given
        .iter()
        .map(|(key, _, value)| (Reverse(length(value)), key))
        .collect();
    largest.sort();
    let largest = largest.iter().take(2);
    let largest: Vec<_> = largest
        .map(|(Reverse(bytes), key)| format!("`{key}` ({bytes} bytes)"))
        .collect();
    Some(format!(
        "the handler's environment would have {bytes} bytes, and Lambda takes {MAX_BYTES} bytes, all variables together: shorten {}, \
         which take the most",
        largest.join(" or ")
    ))
}

/// What AWS and Pulumi make up, as long as it gets.
fn made_up(region: Option<&str>, stage: &str) -> [(&'static str, String); 3] {
    let region = region.unwrap_or("ap-southeast-1");
    [
        (env::ITEMS_TABLE, "itemsTable-1234567".to_owned()),
        (env::USERS_TABLE, "usersTable-1234567".to_owned()),
        (
            env::CONNECTIONS_ENDPOINT,
            format!("https://1234567890.execute-api.{region}.amazonaws.com.cn/{stage}"),
        ),
    ]
}

/// Bytes of a value as JSON.
fn length(value: &impl serde::Serialize) -> usize {
    serde_json::to_string(value).map_or(usize::MAX, |json| json.len())
}
