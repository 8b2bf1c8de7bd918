//! YAML for people: what says most comes first, lists of names take one line.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use serde_saphyr::{FlowMap, FlowSeq};

use super::schemas::properties;

/// These keys come first, in this order, and the others by name.
const FIRST: [&str; 29] = [
    "asyncapi",
    "id",
    "info",
    "defaultContentType",
    "servers",
    "channels",
    "operations",
    "components",
    "json",
    "cloud",
    "action",
    "message",
    "name",
    "host",
    "pathname",
    "protocol",
    "address",
    "channel",
    "title",
    "version",
    "summary",
    "description",
    "type",
    "const",
    "pattern",
    "required",
    "properties",
    "messages",
    "payload",
];

pub(crate) fn text(document: &Value) -> String {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: 110 };
    serde_saphyr::to_string_with_options(&InOrder(document), options).unwrap()
}

struct InOrder<'a>(&'a Value);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) if map.len() == 1 && map.contains_key("$ref") => {
                FlowMap(map).serialize(serializer)
            }
            Value::Object(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                for key in keys(map) {
                    match properties(self.0) {
                        Some(properties) if key == "properties" => {
                            entries.serialize_entry(key, &Properties(properties))?;
                        }
                        _ => entries.serialize_entry(key, &InOrder(&map[key]))?,
                    }
                }
                entries.end()
            }
            Value::Array(list) if list.iter().all(Value::is_string) => {
                FlowSeq(list).serialize(serializer)
            }
            Value::Array(list) => serializer.collect_seq(list.iter().map(InOrder)),
            scalar => scalar.serialize(serializer),
        }
    }
}

struct Properties<'a>(Vec<(&'a str, bool, &'a Value)>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.0.iter();
        serializer.collect_map(entries.map(|(name, _, schema)| (name, InOrder(schema))))
    }
}

fn keys(map: &Map<String, Value>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    // Sorting is stable, and they are sorted by name.
    keys.sort_by_key(|key| {
        FIRST
            .iter()
            .position(|first| first == key)
            .unwrap_or(FIRST.len())
    });
    keys
}
