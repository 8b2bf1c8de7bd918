//! Whether a frame is what the contract says of it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use protocol::Format;
use serde_json::Value;

use super::definitions::{reference, walk};
use super::schemas::SCHEMAS;

thread_local! {
    static PUBLISHED: RefCell<Validator> = Validator::of(SCHEMAS.to_json()).into();
    static STRICT: RefCell<Validator> = Validator::of(without_additions()).into();
}

/// Holds a value against a schema as it is published.
///
/// # Errors
/// What is wrong, and where.
pub(crate) fn published(schema: &str, value: &Value) -> Result<(), String> {
    PUBLISHED.with_borrow_mut(|validator| validator.check(schema, value))
}

/// Holds a value against a schema, and to the keys that it names. (What is published lets others pass, as clients must.)
///
/// # Errors
/// What is wrong, and where.
pub(crate) fn strict(schema: &str, value: &Value) -> Result<(), String> {
    STRICT.with_borrow_mut(|validator| validator.check(schema, value))
}

/// Holds a value strictly against what a schema is in that format.
///
/// # Errors
/// What is wrong, and where.
pub(crate) fn strict_in(format: Format, schema: &str, value: &Value) -> Result<(), String> {
    strict(&SCHEMAS.name(schema, format), value)
}

fn without_additions() -> Value {
    let mut schemas = SCHEMAS.to_json();
    walk(&mut schemas, &mut |map| {
        if map.get("type").is_some_and(|name| name == "object") {
            map.insert("additionalProperties".to_owned(), false.into());
        }
    });
    schemas
}

/// Schemas, and those of them that have been held against a value.
struct Validator {
    schemas: Value,
    compiled: BTreeMap<String, jsonschema::Validator>,
}

impl Validator {
    fn of(schemas: Value) -> Self {
        let compiled = BTreeMap::new();
        Self { schemas, compiled }
    }

    fn check(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let schema = self.compiled.entry(name.to_owned()).or_insert_with(|| {
            let mut schema = reference(name);
            schema["components"]["schemas"] = self.schemas.clone();
            jsonschema::draft7::new(&schema).unwrap()
        });
        let checked = schema.validate(value);
        checked.map_err(|error| format!("{} in {value}: {error}", error.instance_path()))
    }
}
