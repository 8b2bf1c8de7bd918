//! The fields of a request, picked out of its JSON object.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::{ErrorBody, ErrorCode, Invalid, Status, Statuses, limits};

/// Declares the request of an action. Here, and nowhere else, its fields have their names.
macro_rules! request {
    ($(#[$about:meta])* $Request:ident = $action:literal {
        $($(#[$attribute:meta])* $field:ident($name:literal): $Type:ty,)*
    }) => {
        $crate::wire::wire! {
            $(#[$about])*
            $Request {
                "action": $action,
                $(
                    $(#[$attribute])*
                    #[serde(rename = $name)]
                    $field: $Type,
                )*
            }
        }

        impl $Request {
            /// The `action` of the request, and the key of its route.
            pub const NAME: &str = $action;

            /// Reads the fields in the order in which they are declared: the first that is wrong is the error's.
            pub(super) fn of_fields(
                fields: &$crate::fields::Fields<'_>,
                statuses: &$crate::Statuses,
            ) -> Result<Self, $crate::ErrorBody> {
                let _ = (fields, statuses);
                Ok(Self {
                    $($field: fields.get($name, statuses)?,)*
                })
            }
        }
    };
}
pub(crate) use request;

/// What a field of a request can be.
pub(crate) trait Field: Sized {
    /// Reads a value that is given.
    fn read(value: &RawValue, statuses: &Statuses) -> Result<Self, Invalid>;

    /// The value of a field that is not given, unless it must be.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Field> Field for Option<T> {
    fn read(value: &RawValue, statuses: &Statuses) -> Result<Self, Invalid> {
        T::read(value, statuses).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl Field for Status {
    fn read(value: &RawValue, statuses: &Statuses) -> Result<Self, Invalid> {
        string(value).and_then(|name| statuses.find(&name))
    }
}

impl Field for u64 {
    fn read(value: &RawValue, _: &Statuses) -> Result<Self, Invalid> {
        integer(value, 0..=limits::EXACT_INTEGER)
    }
}

/// A string.
pub(crate) fn string(value: &RawValue) -> Result<String, Invalid> {
    let json = value.get();
    if !json.starts_with('"') {
        let kind = kind(json);
        return Err(Invalid::new(format!("must be a string, not {kind}")));
    }
    // All that can be wrong with a well-formed string is an escape that stands for half a character (RFC 8259, section 8.2).
    serde_json::from_str(json)
        .map_err(|_| Invalid::new("must be whole characters: it has half a surrogate pair"))
}

/// A whole number within the range, however it is written: 7, 7.0 and 70e-1 are one (JSON Schema, section 6.1.1 of "Validation").
pub(crate) fn integer<T: FromStr + Display + PartialOrd>(
    value: &RawValue,
    range: RangeInclusive<T>,
) -> Result<T, Invalid> {
    let number = whole(value.get()).and_then(|digits| digits.parse().ok());
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| {
            let (least, most) = range.into_inner();
            Invalid::new(format!("must be a whole number from {least} to {most}"))
        })
}

/// The digits of a JSON number that is whole, without point and exponent. A floating-point number would round some.
fn whole(json: &str) -> Option<String> {
    /// More digits than any number within a range has.
    const MOST: usize = 32;
    let (number, exponent) = json.split_once(['e', 'E']).unwrap_or((json, "0"));
    let (units, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (sign, units) = match units.strip_prefix('-') {
        Some(units) => ("-", units),
        None => ("", units),
    };
    let digits = format!("{units}{fraction}");
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_end_matches('0');
    let zeros = digits.len() - significant.len();
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let exponent = exponent.parse::<i32>().ok()?;
    let zeros =
        i64::from(exponent) + i64::try_from(zeros).ok()? - i64::try_from(fraction.len()).ok()?;
    let zeros = usize::try_from(zeros).ok()?;
    (significant.len().saturating_add(zeros) <= MOST)
        .then(|| format!("{sign}{significant}{}", "0".repeat(zeros)))
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

/// The fields of one object, each still as it was written: a value that cannot be read is its field's error, not the
/// frame's. A field that is `null` is not there.
#[derive(Debug)]
pub(crate) struct Fields<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// As bytes, a name that is not of whole characters is no error: it is one that no request has.
#[derive(Debug, Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl<'a> Fields<'a> {
    /// Reads a frame's text.
    ///
    /// # Errors
    /// What is wrong with a text that is not one JSON object, in a few words of which none is the client's.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Invalid> {
        let mut json = serde_json::Deserializer::from_str(text);
        let fields = json.deserialize_map(Self(Vec::new()));
        let fields = fields.and_then(|fields| json.end().map(|()| fields));
        fields.map_err(|error| {
            // An error of the data would repeat the frame.
            Invalid::new(match error.classify() {
                Category::Data => format!("must be one JSON object, not {}", kind(text)),
                Category::Syntax | Category::Eof | Category::Io => {
                    format!("must be one JSON object: {error}")
                }
            })
        })
    }

    /// The field's value.
    ///
    /// # Errors
    /// `InvalidField` if it is given twice or is not what it must be, `MissingField` if it is not given and must be.
    pub(crate) fn get<T: Field>(&self, name: &str, statuses: &Statuses) -> Result<T, ErrorBody> {
        let value = self
            .one(name)
            .and_then(|value| value.map(|value| T::read(value, statuses)).transpose())
            .map_err(|invalid| ErrorBody::of_field(ErrorCode::InvalidField, name, invalid))?;
        value
            .or_else(T::absent)
            .ok_or_else(|| ErrorBody::of_field(ErrorCode::MissingField, name, "must be given"))
    }

    /// The value as it was written, if the field is given.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&'a RawValue>, Invalid> {
        let mut values = self
            .0
            .iter()
            .filter(|(Name(known), _)| **known == *name.as_bytes())
            .map(|(_, value)| *value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Invalid::new("must be given once")),
            (value, None) => Ok(value.filter(|value| value.get() != "null")),
        }
    }
}

impl<'de> Visitor<'de> for Fields<'de> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(field) = map.next_entry()? {
            self.0.push(field);
        }
        Ok(self)
    }
}
