//! The size of the handler's environment, which Lambda bounds as a whole.

use super::Settings;
use protocol::names::env;
use std::{cmp::Reverse, collections::BTreeMap};

/// What Lambda takes: 4 KB, names and values of all variables together.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const MAX_BYTES: usize = 4096;

/// What is wrong, if the variables are more than Lambda takes. It measures them as a JSON object.
pub(super) fn problem(settings: &Settings) -> Option<String> {
    let given = settings.environment_text();
    let values = given.iter().map(|(_, name, value)| (*name, value.clone()));
    let variables: BTreeMap<_, _> = values.chain(made_up(settings)).collect();
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
fn made_up(settings: &Settings) -> [(&'static str, String); 3] {
    let longest = "ap-southeast-1";
    let region = (*settings.provider.region).as_ref();
    let region = region.map_or(longest, |region| region.as_str());
    let stage = settings.stage.as_str();
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
