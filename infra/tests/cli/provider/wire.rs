//! Values of the protocol as JSON. Secrets do not come here: the CLI opens them for a provider that does not say that it takes them.

use prost_types::{ListValue, Struct, Value, value::Kind};
use serde_json::{Map, Value as Json};

/// The properties of a resource.
pub type Object = Map<String, Json>;

/// What stands for a value that is not known yet.
pub const UNKNOWN: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/// The key that marks an object as something else, such as an asset.
pub const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

/// What the key above says of an asset.
pub const ASSET: &str = "c44067f5952c0a294b673a41bacd8c17";

/// What the key above says of an archive.
pub const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";

pub fn read(object: Option<Struct>) -> Object {
    let fields = object.unwrap_or_default().fields.into_iter();
    fields.map(|(key, value)| (key, to_json(value))).collect()
}

pub fn write(object: &Object) -> Option<Struct> {
    let fields = object.iter();
    Some(Struct {
        fields: fields
            .map(|(key, value)| (key.clone(), from_json(value)))
            .collect(),
    })
}

fn to_json(value: Value) -> Json {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(value)) => value.into(),
        Some(Kind::NumberValue(number)) => number.into(),
        Some(Kind::StringValue(text)) => text.into(),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(to_json).collect(),
        Some(Kind::StructValue(object)) => read(Some(object)).into(),
    }
}

fn from_json(value: &Json) -> Value {
    let kind = match value {
        Json::Null => Kind::NullValue(0),
        Json::Bool(value) => Kind::BoolValue(*value),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(list) => Kind::ListValue(ListValue {
            values: list.iter().map(from_json).collect(),
        }),
        Json::Object(object) => Kind::StructValue(write(object).unwrap_or_default()),
    };
    Value { kind: Some(kind) }
}
