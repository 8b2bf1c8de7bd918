//! Reads a struct from keys and values, and finds all that is wrong with them, where serde alone stops at the first.

use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor,
        value::StringDeserializer,
    },
    forward_to_deserialize_any,
};
use std::{collections::BTreeMap, fmt};

/// Something wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The struct has no such field.
    Unknown {
        key: String,
        known: &'static [&'static str],
    },
    /// The struct needs it, and it is not there.
    Missing { key: String },
    /// Its value is not one that the field can have.
    Invalid { key: String, message: String },
    /// The struct as a whole is wrong.
    Whole { message: String },
}

/// Reads a struct. A key with a fault is reported and then left out, and the rest is read again.
///
/// Fields that are missing can only be told one at a time, and only when nothing else is wrong with them.
pub(super) fn read<'de, T, V>(mut values: BTreeMap<String, V>) -> Result<T, Vec<Fault>>
where
    T: DeserializeOwned,
    V: Deserializer<'de> + Clone,
{
    let mut faults = Vec::new();
    loop {
        let fault = match T::deserialize(Keyed(&values)) {
            Ok(read) if faults.is_empty() => return Ok(read),
            Ok(_) => return Err(faults),
            Err(fault) => fault,
        };
        match &fault {
            Fault::Unknown { key, .. } | Fault::Invalid { key, .. }
                if values.remove(key).is_some() =>
            {
                faults.push(fault);
            }
            Fault::Missing { key } if faults.iter().any(|fault| fault.key() == Some(key)) => {
                return Err(faults);
            }
            _ => {
                faults.push(fault);
                return Err(faults);
            }
        }
    }
}

impl Fault {
    fn key(&self) -> Option<&str> {
        match self {
            Self::Unknown { key, .. } | Self::Missing { key } | Self::Invalid { key, .. } => {
                Some(key)
            }
            Self::Whole { .. } => None,
        }
    }
}

/// As serde wants it of an error; who reads a fault has words of its own.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<M: fmt::Display>(message: M) -> Self {
        let message = message.to_string();
        Self::Whole { message }
    }

    fn missing_field(field: &'static str) -> Self {
        let key = field.to_owned();
        Self::Missing { key }
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let key = field.to_owned();
        Self::Unknown { key, known }
    }
}

struct Keyed<'a, V>(&'a BTreeMap<String, V>);

impl<'de, D: Deserializer<'de> + Clone> Deserializer<'de> for Keyed<'_, D> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Entries {
            entries: self.0.iter(),
            current: None,
        })
    }

    /// A struct knows its fields, so other keys are faults whether or not it denies them.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0.keys().find(|key| !fields.contains(&key.as_str())) {
            Some(unknown) => Err(de::Error::unknown_field(unknown, fields)),
            None => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Entries<'a, V> {
    entries: std::collections::btree_map::Iter<'a, String, V>,
    current: Option<(&'a String, &'a V)>,
}

impl<'de, V: Deserializer<'de> + Clone> MapAccess<'de> for Entries<'_, V> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.current = self.entries.next();
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        let key: StringDeserializer<Fault> = key.clone().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((key, value)) = self.current else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        let read = seed.deserialize(value.clone());
        read.map_err(|error| Fault::Invalid {
            key: key.clone(),
            message: error.to_string(),
        })
    }
}
