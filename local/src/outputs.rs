//! The stack's outputs, as `pulumi stack output` shows them.

use serde_json::{Map, Value};
use std::fmt;

/// The outputs of a stack by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs(pub Map<String, Value>);

impl Outputs {
    /// The output of this name, if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// One JSON object on one line.
    pub fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

/// One `name: value` a line; text as it is, everything else as compact JSON.
impl fmt::Display for Outputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Value::String(text) => writeln!(f, "{name}: {text}")?,
                other => writeln!(f, "{name}: {other}")?,
            }
        }
        Ok(())
    }
}
