//! What the laptop makes of a type of resource: which properties it shows the effect of, and which outputs a resource has.
//!
//! A type is known or it is an error, and so is each property. Known properties are emulated (they have their effect) or inert
//! (recorded, without an effect that a client or the handler could see).

use crate::{account::Account, declared::Properties};
use serde_json::Value;
use std::slice;

/// What the laptop does with a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It has the effect that it has on AWS.
    Emulated,
    /// It is recorded, and has no effect on the laptop.
    Inert,
    /// It is supported with these values, of which the first is what AWS does where it is not declared.
    Among(&'static [&'static str]),
    /// It is supported with this one value, which must be declared: AWS would do something else.
    Must(&'static str),
}

/// A resource type that the laptop knows.
pub struct ResourceType {
    /// Its token, such as `aws:dynamodb/table:Table`.
    pub token: &'static str,
    /// The properties that it may be declared with. `a.b` is `b` in the object `a`, or in each object of the list `a`.
    pub properties: &'static [(&'static str, Support)],
    /// How its physical id is made.
    pub identity: Identity,
    /// What it answers besides its own inputs, given its id.
    pub outputs: fn(&Account, id: &str, inputs: &Properties) -> Properties,
}

/// How a resource comes by its physical id.
#[derive(Debug, Clone, Copy)]
pub enum Identity {
    /// The id is the property `name`: as declared, or the logical name with a suffix.
    Name,
    /// The same, with another suffix for other keys: a resource whose keys change is another one.
    NameAndKeys(fn(inputs: &Properties) -> Value),
    /// The service makes up an id of this many letters and digits.
    Generated(usize),
}

impl ResourceType {
    /// Whether the laptop only records such a resource: no property of it has an effect.
    pub fn is_inert(&self) -> bool {
        let mut properties = self.properties.iter();
        properties.all(|(_, support)| *support == Support::Inert)
    }

    /// What is wrong with a declaration: properties that the laptop does not support, by name with the reason.
    pub fn problems(&self, inputs: &Properties) -> Vec<(String, String)> {
        let missing = self
            .properties
            .iter()
            .filter_map(|(name, support)| match support {
                Support::Must(value) if !inputs.contains_key(*name) => {
                    let problem = format!(
                        "must be `{value}`: the laptop does not do what AWS does without it"
                    );
                    Some(((*name).to_owned(), problem))
                }
                _ => None,
            });
        let mut problems: Vec<_> = missing.collect();
        self.check("", inputs, &mut problems);
        problems
    }

    fn check(&self, prefix: &str, fields: &Properties, problems: &mut Vec<(String, String)>) {
        for (name, value) in fields {
            let path = format!("{prefix}{name}");
            let inside = format!("{path}.");
            let known = self.properties.iter().find(|(known, _)| *known == path);
            let has_parts = self
                .properties
                .iter()
                .any(|(known, _)| known.starts_with(&inside));
            let values = match known {
                Some((_, Support::Among(values))) => values,
                Some((_, Support::Must(value))) => slice::from_ref(value),
                _ => &[],
            };
            let is_value = |text| values.contains(&text);
            match (known, value) {
                (Some(_), _) if values.is_empty() || value.as_str().is_some_and(is_value) => {}
                (Some(_), _) => {
                    let values = values.join("` or `");
                    let problem = format!("the laptop supports only `{values}`, not {value}");
                    problems.push((path, problem));
                }
                (None, Value::Object(parts)) if has_parts => self.check(&inside, parts, problems),
                (None, Value::Array(items)) if has_parts && items.iter().all(Value::is_object) => {
                    for parts in items.iter().filter_map(Value::as_object) {
                        self.check(&inside, parts, problems);
                    }
                }
                (None, _) => {
                    problems.push((path, "the laptop does not support this property".to_owned()));
                }
            }
        }
    }
}

/// Builds properties from pairs.
pub(super) fn properties<const N: usize>(pairs: [(&str, String); N]) -> Properties {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect()
}
