//! The schemas as TypeScript, one type each.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::definitions::target;
use super::schemas::{SCHEMAS, properties};

pub(crate) fn text() -> String {
    let mut text = String::new();
    for (name, schema) in SCHEMAS.iter() {
        text += "\n";
        text += &comment(schema, "");
        if let Some(properties) = properties(schema) {
            let _ = writeln!(text, "export interface {name} {{");
            for (name, required, schema) in properties {
                let mark = if required { "" } else { "?" };
                text += &comment(schema, "  ");
                let _ = writeln!(text, "  {name}{mark}: {};", type_of(schema));
            }
            text += "}\n";
        } else {
            let type_of = type_of(schema);
            let space = if type_of.starts_with('\n') { "" } else { " " };
            let _ = writeln!(text, "export type {name} ={space}{type_of};");
        }
    }
    text
}

/// Characters of a line that is not broken.
const LINE: usize = 80;

/// The type that a schema describes, unless it is an object, which has a name.
fn type_of(schema: &Value) -> String {
    let keywords = schema.as_object().expect("a schema is an object");
    if let Some(name) = target(keywords) {
        return name.to_owned();
    }
    if let Some(constant) = keywords.get("const") {
        return constant.to_string();
    }
    if let Some(choices) = choices(keywords) {
        return union(choices);
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            format!("readonly {}[]", type_of(&schema["items"]))
        }
        Value::String(name) => primitive(name).to_owned(),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str).map(primitive);
            names.collect::<Vec<_>>().join(" | ")
        }
        _ => panic!("no TypeScript is known for {schema}"),
    }
}

/// What a value may be; a choice of one where draft 7 allows nothing beside a `$ref`.
fn choices(keywords: &Map<String, Value>) -> Option<&Vec<Value>> {
    let choices = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .find_map(|name| keywords.get(name));
    choices.and_then(Value::as_array)
}

/// In one line, unless it is long or there is something to say about its members.
fn union(choices: &[Value]) -> String {
    let line = choices.iter().map(type_of).collect::<Vec<_>>().join(" | ");
    if line.len() <= LINE
        && choices
            .iter()
            .all(|choice| choice.get("description").is_none())
    {
        return line;
    }
    let member = |choice| format!("\n{}  | {}", comment(choice, "  "), type_of(choice));
    choices.iter().map(member).collect()
}

fn primitive(name: &str) -> &str {
    match name {
        "integer" | "number" => "number",
        "string" | "boolean" | "null" => name,
        _ => panic!("no TypeScript is known for {name}"),
    }
}

/// The description as a doc comment.
fn comment(schema: &Value, indent: &str) -> String {
    let Some(description) = schema["description"].as_str() else {
        return String::new();
    };
    let Some((first, rest)) = description.split_once('\n') else {
        return format!("{indent}/** {description} */\n");
    };
    let mut text = format!("{indent}/**\n{indent} * {first}\n");
    for line in rest.lines() {
        let line = format!("{indent} * {line}");
        text += line.trim_end();
        text += "\n";
    }
    text + indent + " */\n"
}
