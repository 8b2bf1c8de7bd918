//! Rows as the SDK gives and takes them, and as serde sees them.
//!
//! A struct's fields are a row's attributes: strings and whole numbers, under the names that serde gives them. Values are
//! moved out of the SDK's map, never copied.

use std::collections::HashMap;
use std::fmt::Display;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::{Error as Unreadable, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;

use crate::errors::DatabaseError;

/// A row as the SDK gives it.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// A string attribute.
pub(super) fn s(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub(super) fn n(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The attributes of a struct; a field that is `None` has none.
pub(super) fn write(value: &impl Serialize) -> Row {
    let Ok(Value::Object(fields)) = serde_json::to_value(value) else {
        unreachable!("only structs of strings and numbers are written to rows");
    };
    let attribute = |value| match value {
        Value::String(text) => Some(s(text)),
        Value::Number(number) => Some(n(number)),
        _ => None,
    };
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, attribute(value)?)))
        .collect()
}

/// Takes a struct's attributes out of a row. Rows made by hand or by older programs may lack all but their key: a text that
/// is missing or of another type reads as empty, a number as 0.
pub(super) fn take<T: DeserializeOwned>(row: &mut Row) -> Result<T, DatabaseError> {
    let fields = &mut Fields { row, names: &[] };
    T::deserialize(fields).map_err(|error| DatabaseError::UnreadableRow(error.to_string()))
}

/// The names of a struct's attributes.
pub(super) fn names<T: DeserializeOwned>() -> &'static [&'static str] {
    let row = &mut Row::new();
    let mut fields = Fields { row, names: &[] };
    // What an empty row reads as does not matter.
    let _ = T::deserialize(&mut fields);
    fields.names
}

/// The attributes that a struct has fields for.
struct Fields<'a> {
    row: &'a mut Row,
    names: &'static [&'static str],
}

impl<'de> Deserializer<'de> for &mut Fields<'_> {
    type Error = Unreadable;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.names = names;
        let values = names.iter().map(|name| Attribute(self.row.remove(*name)));
        visitor.visit_seq(SeqDeserializer::new(values))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable::custom("a row is a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The value of a field, if its row has one.
struct Attribute(Option<AttributeValue>);

impl Attribute {
    fn text(self) -> String {
        match self.0 {
            Some(AttributeValue::S(text)) => text,
            _ => String::new(),
        }
    }
}

impl IntoDeserializer<'_, Unreadable> for Attribute {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Attribute {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text())
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let number = self.0.as_ref().and_then(|value| value.as_n().ok());
        visitor.visit_u64(
            number
                .and_then(|number| number.parse().ok())
                .unwrap_or_default(),
        )
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Some(_) => visitor.visit_some(self),
            None => visitor.visit_none(),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.text().into_deserializer())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}
