//! Between [`Value`] and protobuf. Both sides go through the JSON form, which has the same shape.

use super::{Object, Value};
use prost_types::{ListValue, Struct, Value as Proto, value::Kind};
use serde_json::Value as Json;

impl Value {
    pub(crate) fn from_wire(value: Proto) -> Self {
        Self::from_json(to_json(value))
    }

    pub(crate) fn to_wire(&self) -> Proto {
        from_json(self.to_json())
    }
}

pub(crate) fn object_from_wire(object: Option<Struct>) -> Object {
    object
        .unwrap_or_default()
        .fields
        .into_iter()
        .map(|(key, value)| (key, Value::from_wire(value)))
        .collect()
}

pub(crate) fn object_to_wire(object: &Object) -> Struct {
    Struct {
        fields: object
            .iter()
            .map(|(key, value)| (key.clone(), value.to_wire()))
            .collect(),
    }
}

fn to_json(value: Proto) -> Json {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(value)) => Json::Bool(value),
        Some(Kind::NumberValue(number)) => Json::from(number),
        Some(Kind::StringValue(text)) => Json::String(text),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(to_json).collect(),
        Some(Kind::StructValue(object)) => Json::Object(
            object
                .fields
                .into_iter()
                .map(|(key, value)| (key, to_json(value)))
                .collect(),
        ),
    }
}

fn from_json(json: Json) -> Proto {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(value) => Kind::BoolValue(value),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Kind::StringValue(text),
        Json::Array(items) => Kind::ListValue(ListValue {
            values: items.into_iter().map(from_json).collect(),
        }),
        Json::Object(fields) => Kind::StructValue(Struct {
            fields: fields
                .into_iter()
                .map(|(key, value)| (key, from_json(value)))
                .collect(),
        }),
    };
    Proto { kind: Some(kind) }
}
