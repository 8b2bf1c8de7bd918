//! A document's schemas by their names, and how one refers to another.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Where a document keeps its schemas.
pub(crate) const PATH: &str = "#/components/schemas/";

pub(crate) type Definitions = BTreeMap<String, Value>;

pub(crate) fn reference(name: &str) -> Value {
    json!({"$ref": format!("{PATH}{name}")})
}

/// The name of the schema that this one refers to.
pub(crate) fn target(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(PATH)
}

pub(crate) fn references(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    walk(&mut schema.clone(), &mut |map| {
        names.extend(target(map).map(str::to_owned))
    });
    names
}

/// Changes the schema, and then every one that is left in it.
pub(crate) fn walk(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(map) => {
            change(map);
            map.values_mut().for_each(|value| walk(value, change));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| walk(value, change)),
        _ => {}
    }
}
