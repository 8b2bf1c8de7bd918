//! One schema per frame and format, out of Rust types that hold both formats and all frames of a kind.
//!
//! What both formats write alike has one schema. Of what they write differently there are two, and the name of the one of
//! `dynamodb` begins with it.

use std::collections::{BTreeMap, BTreeSet};

use protocol::Format;
use serde_json::{Map, Value, json};

use super::definitions::{Definitions, reference, references, target, walk};

/// The unions of frames, and how the names of their frames end.
const UNIONS: [(&str, &str); 3] = [
    ("Request", "Request"),
    ("Reply", "Reply"),
    ("Delta", "Event"),
];

/// Everything that the server may send.
const FRAMES: [&str; 5] = ["Reply", "Delta", "Snapshot", "ErrorReply", "GatewayFrame"];

/// The name of what `dynamodb` writes in its own way.
pub(crate) fn own_name(name: &str) -> String {
    match name.strip_prefix("Dynamodb") {
        Some(_) => name.to_owned(),
        None => format!("Dynamodb{name}"),
    }
}

/// The definitions of both formats.
pub(crate) fn both(types: &Definitions) -> Definitions {
    let mut all = of(types, Format::Json);
    let dynamodb = of(types, Format::Dynamodb);
    let mut own = BTreeSet::<String>::new();
    while let Some((name, _)) = dynamodb.iter().find(|(name, schema)| {
        let differs = || references(schema).iter().any(|name| own.contains(name));
        !own.contains(*name) && (all.get(*name) != Some(schema) || differs())
    }) {
        own.insert(name.clone());
    }
    for (name, mut schema) in dynamodb {
        if own.contains(&name) {
            rename(&mut schema, |name| {
                own.contains(name).then(|| own_name(name))
            });
            all.insert(own_name(&name), schema);
        }
    }
    all
}

fn of(types: &Definitions, format: Format) -> Definitions {
    let mut all = types.clone();
    for schema in all.values_mut() {
        walk(schema, &mut |map| leave_other_format_out(map, format));
    }
    for (union, suffix) in UNIONS {
        split(&mut all, union, suffix);
    }
    let frame =
        json!({"description": "Whatever the server sends.", "anyOf": FRAMES.map(reference)});
    all.insert("Frame".to_owned(), frame);
    without_aliases(all)
}

/// Reads the mark `x-format`: what bears it is always there in its format, and never in the other.
fn leave_other_format_out(map: &mut Map<String, Value>, format: Format) {
    let mark = |schema: &Value| {
        schema["x-format"]
            .as_str()
            .map(|mark| mark == format.as_str())
    };
    let mut own = Vec::new();
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.retain(|_, schema| mark(schema) != Some(false));
        let marked = properties
            .iter()
            .filter(|(_, schema)| mark(schema) == Some(true));
        own.extend(marked.map(|(name, _)| Value::from(name.as_str())));
    }
    if let Some(Value::Array(required)) = map.get_mut("required") {
        required.extend(own);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(choices)) = map.get_mut(key) {
            choices.retain(|schema| mark(schema) != Some(false));
            if let [Value::Object(only)] = choices.as_mut_slice() {
                *map = std::mem::take(only);
            }
        }
    }
    map.remove("x-format");
}

/// Makes each frame of a union a definition, named by its `action` or `message`, and the union a list of them.
fn split(all: &mut Definitions, union: &str, suffix: &str) {
    let envelope = all.remove(union).expect("there are such frames");
    let mut list = Vec::new();
    for choice in envelope["anyOf"].as_array().expect("it is a union") {
        let mut frame = choice.as_object().expect("a frame is described").clone();
        merge(&mut frame, &envelope);
        let name = name(&frame, suffix);
        frame.remove("title");
        let reference = reference(&name);
        // Actions may have the same reply.
        if !list.contains(&reference) {
            list.push(reference);
        }
        all.insert(name, frame.into());
    }
    let union_of = json!({"description": envelope["description"], "oneOf": list});
    all.insert(union.to_owned(), union_of);
}

/// Adds the properties of `part`, if the frame is an object.
fn merge(frame: &mut Map<String, Value>, part: &Value) {
    if let Some(Value::Object(properties)) = frame.get_mut("properties") {
        let more = part["properties"].as_object().into_iter().flatten();
        properties.extend(more.map(|(name, schema)| (name.clone(), schema.clone())));
    }
}

/// The name of a frame: its title, or what it says in its `action` or `message`.
pub(crate) fn name(frame: &Map<String, Value>, suffix: &str) -> String {
    if let Some(Value::String(title)) = frame.get("title") {
        return title.to_owned() + suffix;
    }
    let properties = &frame["properties"];
    let said = ["action", "message"].map(|name| properties[name]["const"].as_str());
    let said = said.into_iter().flatten().next();
    pascal_case(said.expect("a frame says what it is")) + suffix
}

pub(crate) fn pascal_case(words: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.split(' ').map(capital).collect()
}

/// Takes out the definitions that are nothing but a reference.
fn without_aliases(mut all: Definitions) -> Definitions {
    let alias = |schema: &Value| match schema.as_object()?.get("allOf")?.as_array()?.as_slice() {
        [Value::Object(only)] => target(only).map(str::to_owned),
        _ => None,
    };
    let aliases: BTreeMap<String, String> = all
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), alias(schema)?)))
        .collect();
    all.retain(|name, _| !aliases.contains_key(name));
    for schema in all.values_mut() {
        rename(schema, |name| aliases.get(name).cloned());
    }
    all
}

fn rename(schema: &mut Value, name_of: impl Fn(&str) -> Option<String>) {
    walk(schema, &mut |map| {
        if let Some(name) = target(map).and_then(&name_of) {
            map["$ref"] = reference(&name)["$ref"].take();
        }
    });
}
