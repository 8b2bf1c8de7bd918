//! The fields of a request, picked out of its JSON object.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::{ErrorBody, ErrorCode, Invalid};

/// Every field that any request has. Other fields are skipped without being kept.
const KNOWN: [&str; 9] = [
    "action",
    "clientToken",
    "exclusiveStartKey",
    "expectedVersion",
    "itemId",
    "limit",
    "requestId",
    "status",
    "title",
];

/// The known fields of one object. A field that is `null` is not there.
#[derive(Debug)]
pub(crate) struct Fields(Vec<Field>);

#[derive(Debug)]
struct Field {
    name: &'static str,
    value: Value,
    repeated: bool,
}

impl Fields {
    /// Reads a frame's text.
    ///
    /// # Errors
    /// What `serde_json` says of a text that is not one JSON object.
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The field's value, if it is given.
    ///
    /// # Errors
    /// `InvalidField` if it is given twice, or `read` does not take it.
    pub(crate) fn optional<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>, ErrorBody> {
        let Some(field) = self.0.iter().find(|field| field.name == name) else {
            return Ok(None);
        };
        let value = match (field.repeated, &field.value) {
            (true, _) => Err(Invalid::new("must be given once")),
            (false, Value::Null) => return Ok(None),
            (false, value) => read(value),
        };
        value
            .map(Some)
            .map_err(|invalid| ErrorBody::of_field(ErrorCode::InvalidField, name, invalid))
    }

    /// The field's value.
    ///
    /// # Errors
    /// Those of [`Fields::optional`], and `MissingField`.
    pub(crate) fn required<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<T, ErrorBody> {
        self.optional(name, read)?
            .ok_or_else(|| ErrorBody::of_field(ErrorCode::MissingField, name, "must be given"))
    }
}

/// A string that is a `T`.
pub(crate) fn text<T: TryFrom<String, Error = Invalid>>(value: &Value) -> Result<T, Invalid> {
    string(value).and_then(|text| T::try_from(text.to_owned()))
}

/// A string.
pub(crate) fn string(value: &Value) -> Result<&str, Invalid> {
    value
        .as_str()
        .ok_or_else(|| Invalid::new(format!("must be a string, not {}", kind(value))))
}

/// A whole number within the range.
pub(crate) fn integer(
    range: std::ops::RangeInclusive<u64>,
) -> impl FnOnce(&Value) -> Result<u64, Invalid> {
    move |value| {
        value
            .as_u64()
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                Invalid::new(format!(
                    "must be a whole number from {} to {}",
                    range.start(),
                    range.end()
                ))
            })
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::<Field>::new();
        while let Some(Name(name)) = map.next_key()? {
            let Some(name) = name else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value()?;
            match fields.iter_mut().find(|field| field.name == name) {
                Some(field) => field.repeated = true,
                None => fields.push(Field {
                    name,
                    value,
                    repeated: false,
                }),
            }
        }
        Ok(Fields(fields))
    }
}

/// A field's name, if any request has such a field.
struct Name(Option<&'static str>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name(KNOWN.into_iter().find(|known| *known == name)))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}
