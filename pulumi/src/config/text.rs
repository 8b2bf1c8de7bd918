use crate::output::NEWTYPE;
use serde::{
    Deserializer,
    de::{
        Error as _, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Value as Json;
use std::{cell::RefCell, collections::BTreeSet, fmt};

/// The text of a value, read as whatever type is asked for.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) key: &'a str,
    pub(super) text: &'a str,
    /// The keys of the values that were read as outputs, which are secrets.
    pub(super) kept: &'a RefCell<BTreeSet<String>>,
}

impl Text<'_> {
    fn structured<'de, V: Visitor<'de>>(self, what: &str, visitor: V) -> Result<V::Value, Error> {
        let json: Json = serde_json::from_str(self.text)
            .map_err(|error| Error::custom(format!("it must be {what}, as JSON: {error}")))?;
        Part(json)
            .deserialize_any(visitor)
            .map_err(|error| Error::custom(format!("it must be {what}: {error}")))
    }
}

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $what:expr;)+) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(Error::custom(format!("it must be {}", $what))),
            }
        }
    )+};
}

/// The bounds of 64 bits are left out: they tell nobody anything.
fn whole(least: impl fmt::Display, most: impl fmt::Display) -> String {
    format!("a whole number from {least} to {most}")
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool "true or false";
        deserialize_i8 visit_i8 whole(i8::MIN, i8::MAX);
        deserialize_i16 visit_i16 whole(i16::MIN, i16::MAX);
        deserialize_i32 visit_i32 whole(i32::MIN, i32::MAX);
        deserialize_i64 visit_i64 "a whole number";
        deserialize_u8 visit_u8 whole(u8::MIN, u8::MAX);
        deserialize_u16 visit_u16 whole(u16::MIN, u16::MAX);
        deserialize_u32 visit_u32 whole(u32::MIN, u32::MAX);
        deserialize_u64 visit_u64 "a whole number from 0";
        deserialize_f32 visit_f32 "a number";
        deserialize_f64 visit_f64 "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match serde_json::from_str::<Json>(self.text) {
            Ok(json) => json.deserialize_any(visitor).map_err(Error::custom),
            Err(_) => visitor.visit_str(self.text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == NEWTYPE {
            self.kept.borrow_mut().insert(self.key.to_owned());
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if !variants.contains(&self.text) {
            return Err(Error::custom(format!(
                "it must be one of {}",
                variants.join(", ")
            )));
        }
        visitor.visit_enum(self.text.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.structured("a list", visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.structured(&format!("a list of {length}"), visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.structured("an object", visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.structured("an object", visitor)
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

/// A part of a structured value. The CLI writes a number or a boolean where a text looks like one (`config set --path 'ids[0]' 42`), so
/// these are text where text is wanted.
struct Part(Json);

impl<'de> IntoDeserializer<'de> for Part {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Array(items) => {
                SeqDeserializer::new(items.into_iter().map(Part)).deserialize_any(visitor)
            }
            Json::Object(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (key, Part(value)));
                MapDeserializer::new(entries).deserialize_any(visitor)
            }
            scalar => scalar.deserialize_any(visitor).map_err(Error::custom),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Number(_) | Json::Bool(_) => visitor.visit_string(self.0.to_string()),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value = self.0.deserialize_enum(name, variants, visitor);
        value.map_err(Error::custom)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
