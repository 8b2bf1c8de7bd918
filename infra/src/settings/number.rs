//! Whole numbers.

use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// A whole number, which a stack's file may also have as text. Nothing, if it is something else.
#[derive(Deserialize)]
#[serde(from = "Value")]
pub(super) struct Number(pub(super) Option<i64>);

impl From<Value> for Number {
    fn from(value: Value) -> Self {
        let text = value.as_str().and_then(|text| text.parse().ok());
        Self(value.as_i64().or(text))
    }
}

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub struct Between<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Between<MIN, MAX> {
    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Display for Between<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<Number> for Between<MIN, MAX> {
    type Error = String;

    fn try_from(Number(number): Number) -> Result<Self, String> {
        number
            .filter(|number| (MIN..=MAX).contains(number))
            .map(Self)
            .ok_or_else(|| format!("it must be a whole number from {MIN} to {MAX}"))
    }
}
