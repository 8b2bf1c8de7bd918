//! The schemas as a JSON Schema document of their own, for those who have no use for AsyncAPI.

use protocol::Format;
use serde_json::{Value, json};

use super::definitions::{PATH, walk};
use super::examples::examples;
use super::schemas::SCHEMAS;
use super::{ORIGIN, assert_golden};

const FILE: &str = "docs/protocol.schema.json";

const ABOUT: &str = "\
Every frame of the task board's protocol. A validator takes one by its name, such as `#/definitions/Request` for what \
clients send, `#/definitions/Frame` for what they receive in the format `json`, and `#/definitions/DynamodbFrame` in the \
other.";

fn document() -> Value {
    let mut definitions = SCHEMAS.to_json();
    walk(&mut definitions, &mut |map| {
        if let Some(Value::String(target)) = map.get_mut("$ref") {
            *target = target.replace(PATH, "#/definitions/");
        }
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:task-board:protocol",
        "$comment": ORIGIN,
        "title": "Task board protocol",
        "description": ABOUT,
        "definitions": definitions,
    })
}

/// The document, with one of its schemas as the one to hold values against.
fn validator(name: &str) -> jsonschema::Validator {
    let mut document = document();
    document["allOf"] = json!([{"$ref": format!("#/definitions/{name}")}]);
    jsonschema::draft7::new(&document).unwrap()
}

#[test]
fn the_published_json_schema_is_what_the_types_say() {
    let text = serde_json::to_string_pretty(&document()).unwrap();
    assert_golden(FILE, &format!("{text}\n"));
}

#[test]
fn every_example_is_valid_by_the_json_schema_and_in_its_own_direction_only() {
    for format in Format::ALL {
        let frames = validator(match format {
            Format::Json => "Frame",
            Format::Dynamodb => "DynamodbFrame",
        });
        let requests = validator("Request");
        for (name, frame) in examples(format) {
            let [sent, received] = [requests.is_valid(&frame), frames.is_valid(&frame)];
            let request = name.ends_with("Request");
            assert_eq!([sent, received], [request, !request], "{name}: {frame}");
        }
    }
}
