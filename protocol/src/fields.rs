//! The fields of a request, picked out of its JSON object.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, de};
use serde_json::error::Category;
use serde_json::value::RawValue;

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

/// The known fields of one object, each still as it was written: a value that cannot be read is its field's error, not
/// the frame's. A field that is `null` is not there.
#[derive(Debug)]
pub(crate) struct Fields<'a>(Vec<Field<'a>>);

#[derive(Debug)]
struct Field<'a> {
    name: &'static str,
    value: &'a RawValue,
    repeated: bool,
}

impl<'a> Fields<'a> {
    /// Reads a frame's text.
    ///
    /// # Errors
    /// What is wrong with a text that is not one JSON object, in a few words of which none is the client's.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Invalid> {
        serde_json::from_str(text).map_err(|error| {
            // An error of the data would repeat the frame.
            Invalid::new(match error.classify() {
                Category::Data => format!("must be one JSON object, not {}", kind(text)),
                Category::Syntax | Category::Eof | Category::Io => {
                    format!("must be one JSON object: {error}")
                }
            })
        })
    }

    /// The field's value, if it is given.
    ///
    /// # Errors
    /// `InvalidField` if it is given twice, or `read` does not take it.
    pub(crate) fn optional<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&RawValue) -> Result<T, Invalid>,
    ) -> Result<Option<T>, ErrorBody> {
        let Some(field) = self.0.iter().find(|field| field.name == name) else {
            return Ok(None);
        };
        let value = match (field.repeated, field.value) {
            (true, _) => Err(Invalid::new("must be given once")),
            (false, value) if value.get() == "null" => return Ok(None),
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
        read: impl FnOnce(&RawValue) -> Result<T, Invalid>,
    ) -> Result<T, ErrorBody> {
        self.optional(name, read)?
            .ok_or_else(|| ErrorBody::of_field(ErrorCode::MissingField, name, "must be given"))
    }
}

/// A string that is a `T`.
pub(crate) fn text<T: TryFrom<String, Error = Invalid>>(value: &RawValue) -> Result<T, Invalid> {
    string(value).and_then(|text| T::try_from(text.into_owned()))
}

/// A string.
pub(crate) fn string(value: &RawValue) -> Result<Cow<'_, str>, Invalid> {
    let json = value.get();
    if !json.starts_with('"') {
        return Err(Invalid::new(format!(
            "must be a string, not {}",
            kind(json)
        )));
    }
    // All that can be wrong with a well-formed string is an escape that stands for half a character (RFC 8259, section 8.2).
    serde_json::from_str::<Text<'_>>(json)
        .map(|Text(text)| text)
        .map_err(|_| Invalid::new("must be whole characters: it has half a surrogate pair"))
}

/// A string that is borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// A whole number within the range.
pub(crate) fn integer(
    range: std::ops::RangeInclusive<u64>,
) -> impl FnOnce(&RawValue) -> Result<u64, Invalid> {
    move |value| {
        serde_json::from_str(value.get())
            .ok()
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

/// What a JSON text is, by its first character.
fn kind(json: &str) -> &'static str {
    match json.trim_ascii_start().as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        _ => "a number",
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::<Field<'de>>::new();
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

            fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<Name, E> {
                let known = |known: &&str| known.as_bytes() == name;
                Ok(Name(KNOWN.into_iter().find(known)))
            }
        }
        // As bytes, a name that is not of whole characters is no error: it is one that nobody knows.
        deserializer.deserialize_bytes(NameVisitor)
    }
}
