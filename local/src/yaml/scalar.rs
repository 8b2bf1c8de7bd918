//! What a scalar is: by its tag, or by what it looks like.
//!
//! The types are those of YAML 1.2, and numbers those of 1.1 as well: 010 is 8, 1_000 is 1000; `yes` and `on` are text.
//! <https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go>

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Number, Value};
use time::{Date, Month, Time};

/// Reads a scalar. One in quotes is text, unless its tag says something else.
///
/// # Errors
/// It is not what its tag says, or no number that JSON has.
pub(super) fn read(text: &str, plain: bool, tag: Option<String>) -> Result<Value, String> {
    let as_text = || Ok(Value::from(text));
    let Some(tag) = tag else {
        return match plain {
            true => looks_like(text, true).value(),
            false => as_text(),
        };
    };
    let scalar = match tag.as_str() {
        "binary" => {
            let bytes = STANDARD.decode(text).ok();
            let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            return decoded
                .map(Value::from)
                .ok_or_else(|| format!("`{text}` is not text in Base64"));
        }
        "null" | "bool" | "int" | "float" | "timestamp" => looks_like(text, tag == "timestamp"),
        _ => return as_text(),
    };
    let fits = match scalar {
        Scalar::Null => tag == "null",
        Scalar::Bool(_) => tag == "bool",
        Scalar::Int(_) => tag == "int" || tag == "float",
        Scalar::Float(_) => tag == "float",
        Scalar::Time(_) => tag == "timestamp",
        Scalar::Text(_) => false,
    };
    match fits {
        true => scalar.value(),
        false => Err(format!("`{text}` is not a !!{tag}")),
    }
}

/// A value as the text that a program gets. In a structured one, it is JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => float_text(float),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// As Go writes floating-point numbers in JSON, which is as JavaScript does.
fn float_text(float: f64) -> String {
    if (1e-6..1e21).contains(&float.abs()) || float == 0.0 {
        return float.to_string();
    }
    let text = format!("{float:e}");
    match text.contains("e-") {
        true => text,
        false => text.replace('e', "e+"),
    }
}

enum Scalar {
    Null,
    Bool(bool),
    Int(Number),
    Float(f64),
    Time(String),
    Text(String),
}

impl Scalar {
    fn value(self) -> Result<Value, String> {
        /// Whole numbers up to here are exact: 2^53.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => value.into(),
            Self::Int(number) => number.into(),
            // JSON does not tell 7.0 from 7.
            Self::Float(float) if float.fract() == 0.0 && float.abs() < EXACT => {
                (float as i64).into()
            }
            Self::Float(float) => {
                let number = Number::from_f64(float);
                number
                    .ok_or("a value is infinite or not a number, which JSON does not have")?
                    .into()
            }
            Self::Time(text) | Self::Text(text) => text.into(),
        })
    }
}

fn looks_like(text: &str, may_be_time: bool) -> Scalar {
    let like = match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        "true" | "True" | "TRUE" => Some(Scalar::Bool(true)),
        "false" | "False" | "FALSE" => Some(Scalar::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => Some(Scalar::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            Some(Scalar::Float(f64::INFINITY))
        }
        "-.inf" | "-.Inf" | "-.INF" => Some(Scalar::Float(f64::NEG_INFINITY)),
        _ if text.starts_with('.') => float(text).map(Scalar::Float),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '-') => {
            let plain = text.replace('_', "");
            let time = timestamp(text).filter(|_| may_be_time);
            time.map(Scalar::Time)
                .or_else(|| integer(&plain).map(Scalar::Int))
                .or_else(|| float(&plain).map(Scalar::Float))
        }
        _ => None,
    };
    like.unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

/// A number of 64 bits, with Go's prefixes: 0x, 0o, 0b, and 0 as well for octals.
fn integer(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let prefixed = digits.get(..2).and_then(|prefix| match prefix {
        "0x" | "0X" => Some((16, 2)),
        "0o" | "0O" => Some((8, 2)),
        "0b" | "0B" => Some((2, 2)),
        _ => prefix.starts_with('0').then_some((8, 1)),
    });
    let (radix, prefix) = prefixed.unwrap_or((10, 0));
    let digits = Some(&digits[prefix..]).filter(|digits| !digits.starts_with('+'))?;
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if text.starts_with('-') {
        return i64::try_from(-i128::from(magnitude)).ok().map(Number::from);
    }
    let signed = i64::try_from(magnitude).ok().map(Number::from);
    signed.or_else(|| (!text.starts_with('+')).then(|| magnitude.into()))
}

/// A finite decimal number: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<f64> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (units, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fits = match units {
        "" => is_number(fraction),
        _ => is_number(units) && (fraction.is_empty() || is_number(fraction)),
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let number = (fits && is_number(exponent)).then(|| text.parse::<f64>().ok())?;
    number.filter(|number| number.is_finite())
}

/// A point in time, in the words in which Go prints one: `2001-12-14 21:59:43.1 -0500 -0500`.
fn timestamp(text: &str) -> Option<String> {
    let number = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<u8>().ok()).flatten()
    };
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (year, month_and_day) = date.split_once('-')?;
    let (month, day) = month_and_day.split_once('-')?;
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let month = Month::try_from(number(month, 2)?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, number(day, 2)?).ok()?;
    if rest.is_empty() {
        return Some(format!("{date} 00:00:00 +0000 UTC"));
    }
    let (time, zone) = match rest.strip_prefix(' ') {
        Some(time) => (time, "Z"),
        None => {
            let rest = &rest[1..];
            rest.split_at(rest.find(['Z', '+', '-'])?)
        }
    };
    let (hour, minute_and_second) = time.split_once(':')?;
    let (minute, second) = minute_and_second.split_once(':')?;
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    Time::from_hms(hour, minute, second).ok()?;
    let fraction = fraction[..fraction.len().min(9)].trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let zone = match zone {
        "Z" | "+00:00" | "-00:00" => "+0000 UTC".to_owned(),
        other => {
            let (hours, minutes) = other[1..].split_once(':')?;
            let offset = (number(hours, 2)?, number(minutes, 2)?);
            let fits = hours.len() == 2 && minutes.len() == 2 && offset.0 <= 24 && offset.1 < 60;
            let zone = fits.then(|| other.replace(':', ""))?;
            format!("{zone} {zone}")
        }
    };
    Some(format!(
        "{date} {hour:02}:{minute:02}:{second:02}{point}{fraction} {zone}"
    ))
}
