//! The schema, and what is wrong with properties by it.

use super::{
    rpc::CheckFailure,
    wire::{ARCHIVE, ASSET, Object, SIGNATURE, UNKNOWN},
};
use serde_json::Value as Json;

/// The same file that `pulumi-aws` is generated from.
const TEXT: &str = include_str!("../../../../pulumi/aws/schema.json");

pub struct Schema(Json);

impl Schema {
    pub fn read() -> anyhow::Result<Self> {
        Ok(Self(serde_json::from_str(TEXT)?))
    }

    pub fn text() -> &'static str {
        TEXT
    }

    pub fn version(&self) -> &str {
        self.0["version"].as_str().unwrap_or_default()
    }

    /// A type of resource. Null, if there is none of this token.
    pub fn resource(&self, r#type: &str) -> &Json {
        &self.0["resources"][r#type]
    }

    /// Every input that a type of resource does not have, has as something else, or must have.
    pub fn failures(&self, r#type: &str, inputs: &Object) -> Vec<CheckFailure> {
        let definition = self.resource(r#type);
        if definition.is_null() {
            return vec![failure("", format!("there is no resource {type}"))];
        }
        let (properties, required) = (
            &definition["inputProperties"],
            &definition["requiredInputs"],
        );
        self.failures_of_object(inputs, properties, required, "")
    }

    fn failures_of_object(
        &self,
        object: &Object,
        properties: &Json,
        required: &Json,
        at: &str,
    ) -> Vec<CheckFailure> {
        let place = |key: &str| match at {
            "" => key.to_owned(),
            at => format!("{at}.{key}"),
        };
        let known = object.iter().flat_map(|(key, value)| {
            let at = place(key);
            match properties.get(key) {
                Some(definition) => self.failures_of_value(value, definition, &at),
                None => vec![failure(&at, "there is no such property")],
            }
        });
        let required = required.as_array().into_iter().flatten();
        let missing = required
            .filter_map(Json::as_str)
            .filter(|key| !object.contains_key(*key))
            .map(|key| failure(&place(key), "this property is required"));
        known.chain(missing).collect()
    }

    fn failures_of_value(&self, value: &Json, definition: &Json, at: &str) -> Vec<CheckFailure> {
        if value == UNKNOWN {
            return Vec::new();
        }
        if let Some(choices) = definition["oneOf"].as_array() {
            let mut tried = choices
                .iter()
                .map(|choice| self.failures_of_value(value, choice, at));
            return match tried.any(|failures| failures.is_empty()) {
                true => Vec::new(),
                false => vec![failure(at, format!("{value} is none of {choices:?}"))],
            };
        }
        if let Some(reference) = definition["$ref"].as_str() {
            return self.failures_of_reference(value, reference, at);
        }
        let r#type = definition["type"].as_str().unwrap_or_default();
        match (r#type, value) {
            ("string", Json::String(_)) | ("boolean", Json::Bool(_)) => Vec::new(),
            ("number", Json::Number(_)) => Vec::new(),
            ("integer", Json::Number(number))
                if number.as_f64().is_some_and(|n| n.fract() == 0.0) =>
            {
                Vec::new()
            }
            ("array", Json::Array(items)) => {
                let items = items.iter().enumerate();
                items
                    .flat_map(|(i, item)| {
                        self.failures_of_value(item, &definition["items"], &format!("{at}[{i}]"))
                    })
                    .collect()
            }
            ("object", Json::Object(entries)) if !entries.contains_key(SIGNATURE) => entries
                .iter()
                .flat_map(|(key, entry)| {
                    let definition = &definition["additionalProperties"];
                    self.failures_of_value(entry, definition, &format!("{at}.{key}"))
                })
                .collect(),
            _ => vec![failure(at, format!("{value} is no {type}"))],
        }
    }

    fn failures_of_reference(&self, value: &Json, reference: &str, at: &str) -> Vec<CheckFailure> {
        let fits = match reference.strip_prefix("#/types/") {
            None => match reference {
                "pulumi.json#/Any" => true,
                // An asset in this schema may be an archive too.
                "pulumi.json#/Asset" => value[SIGNATURE] == ASSET || value[SIGNATURE] == ARCHIVE,
                _ => value[SIGNATURE] == ARCHIVE,
            },
            Some(token) => {
                let definition = &self.0["types"][token];
                match (definition["enum"].as_array(), value.as_object()) {
                    (Some(values), _) => values.iter().any(|known| known["value"] == *value),
                    (None, Some(object)) => {
                        let (properties, required) =
                            (&definition["properties"], &definition["required"]);
                        return self.failures_of_object(object, properties, required, at);
                    }
                    (None, None) => false,
                }
            }
        };
        match fits {
            true => Vec::new(),
            false => vec![failure(at, format!("{value} is no {reference}"))],
        }
    }
}

fn failure(property: &str, reason: impl Into<String>) -> CheckFailure {
    CheckFailure {
        property: property.to_owned(),
        reason: reason.into(),
    }
}
