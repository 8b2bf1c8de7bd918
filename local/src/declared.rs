//! What the program has declared: resources with what they were declared with and what they answer.
//!
//! What they say is followed to the letter by the [services](crate::services), also where AWS would fail only at run time: a route without a
//! target, an API that may not invoke its function.

use serde_json::{Map, Value};
use std::fmt;

/// Properties by name, as a resource is declared or as it answers.
pub type Properties = Map<String, Value>;

/// A resource as the program declared it and the laptop made it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its type's token.
    pub token: String,
    /// Its logical name.
    pub name: String,
    /// Its physical id.
    pub id: String,
    /// What it was declared with.
    pub inputs: Properties,
    /// What it answers.
    pub outputs: Properties,
}

/// What a declaration lacks or asks for that the laptop cannot do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DeclarationError(pub String);

/// The text of a property, if it is declared.
pub fn text<'a>(inputs: &'a Properties, name: &str) -> Option<&'a str> {
    inputs.get(name)?.as_str()
}

impl Declared {
    /// The text of a property, if it is declared.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        text(&self.inputs, property)
    }

    /// The text of an output, if the resource has it.
    pub(crate) fn output(&self, property: &str) -> Option<&str> {
        text(&self.outputs, property)
    }

    /// The text of a property that must be there.
    pub(crate) fn required(&self, property: &'static str) -> Result<&str, DeclarationError> {
        self.text(property)
            .ok_or_else(|| self.problem(property, "is missing"))
    }

    /// Something that is wrong with a property.
    pub(crate) fn problem(
        &self,
        property: &'static str,
        problem: impl fmt::Display,
    ) -> DeclarationError {
        let Self { token, name, .. } = self;
        DeclarationError(format!(
            "{token} `{name}`: the property `{property}` {problem}"
        ))
    }
}

/// The resources of a type.
pub(crate) fn of_type<'a>(
    declared: &'a [Declared],
    token: &'a str,
) -> impl Iterator<Item = &'a Declared> {
    declared
        .iter()
        .filter(move |resource| resource.token == token)
}

/// The one resource of a type of which there must be exactly one.
pub(crate) fn only<'a>(
    declared: &'a [Declared],
    token: &'static str,
) -> Result<&'a Declared, DeclarationError> {
    let found: Vec<_> = of_type(declared, token).collect();
    match found[..] {
        [one] => Ok(one),
        // The board needs one API with one stage, and an address has room for one.
        _ => Err(DeclarationError(format!(
            "the program declares {} resources of type {token}, and the laptop serves exactly one",
            found.len()
        ))),
    }
}
