//! The types of the wire as JSON Schemas (draft 7, which is AsyncAPI's), each under its name.

use std::collections::VecDeque;
use std::sync::LazyLock;

use protocol::{
    Action, Connecting, Decoded, Delta, ErrorReply, Format, GatewayFrame, Refusal, ReplyFrame,
    Snapshot,
};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::definitions::{Definitions, PATH, references, walk};
use super::formats;

/// Where a reader starts. What is not reachable from here is not part of the contract.
const ROOTS: [&[&str]; 2] = [
    &["Connecting", "Request", "Frame", "Refusal"],
    &["DynamodbFrame"],
];

/// The schemas of the contract.
pub(crate) static SCHEMAS: LazyLock<Schemas> = LazyLock::new(Schemas::new);

/// Schemas in the order in which they can be read.
pub(crate) struct Schemas(Vec<(String, Value)>);

impl Schemas {
    fn new() -> Self {
        let mut all = generated(|types| {
            types.subschema_for::<ReplyFrame>();
            types.subschema_for::<Delta>();
            types.subschema_for::<Snapshot>();
            types.subschema_for::<ErrorReply>();
            types.subschema_for::<GatewayFrame>();
            types.subschema_for::<Refusal>();
        });
        // The server leaves out what is absent; a client may also send `null`.
        all.values_mut().for_each(without_null);
        all.extend(generated(|types| {
            types.subschema_for::<Decoded>();
            types.subschema_for::<Connecting>();
        }));
        all.values_mut().for_each(tidy);
        Self(readable(&formats::both(&all)))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.iter()
            .find_map(|(known, schema)| (known == name).then_some(schema))
    }

    /// The name that a type has in that format.
    pub(crate) fn name(&self, name: &str, format: Format) -> String {
        let own = formats::own_name(name);
        match format {
            Format::Dynamodb if self.get(&own).is_some() => own,
            _ => name.to_owned(),
        }
    }

    /// All of them, as they stand in a document.
    pub(crate) fn to_json(&self) -> Value {
        self.0.iter().cloned().collect::<Map<_, _>>().into()
    }
}

/// The name of the action's reply.
pub(crate) fn reply_name(action: Action) -> String {
    let mut generator = SchemaSettings::draft07().into_generator();
    let schema = action.reply_schema(&mut generator);
    formats::name(schema.as_object().expect("a reply is an object"), "Reply")
}

/// The properties of an object in the order of its Rust type, as far as that is known: those that must be there, then
/// the others. The flag tells them apart.
pub(crate) fn properties(schema: &Value) -> Option<Vec<(&str, bool, &Value)>> {
    let required: Vec<&Value> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let rank = |name: &str| required.iter().position(|known| *known == name);
    let properties = schema["properties"].as_object()?.iter();
    let mut properties: Vec<_> = properties
        .map(|(name, schema)| (name.as_str(), rank(name).is_some(), schema))
        .collect();
    properties.sort_by_key(|(name, required, _)| (!required, rank(name)));
    Some(properties)
}

fn generated(types: impl FnOnce(&mut SchemaGenerator)) -> Definitions {
    let path = PATH.trim_start_matches('#').trim_end_matches('/');
    let settings =
        SchemaSettings::draft07().with(|settings| settings.definitions_path = path.into());
    let mut generator = settings.into_generator();
    types(&mut generator);
    generator.take_definitions(true).into_iter().collect()
}

fn without_null(schema: &mut Value) {
    walk(schema, &mut |map| {
        if let Some(Value::Array(types)) = map.get_mut("type") {
            types.retain(|name| name != "null");
            map["type"] = types[0].take();
        }
        if let Some(Value::Array(mut choices)) = map.remove("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
            let key = if choices.len() == 1 { "allOf" } else { "anyOf" };
            map.insert(key.to_owned(), choices.into());
        }
    });
}

/// Takes out what only readers of the Rust code need: the widths of integers, the line breaks of doc comments.
fn tidy(schema: &mut Value) {
    walk(schema, &mut |map| {
        if map.get("format").is_some_and(Value::is_string) {
            map.remove("format");
        }
        if let Some(Value::String(text)) = map.get_mut("description") {
            let paragraphs = text
                .split("\n\n")
                .map(|paragraph| paragraph.replace('\n', " "));
            *text = paragraphs.collect::<Vec<_>>().join("\n\n");
        }
    });
}

/// Each schema before those that it refers to.
fn readable(all: &Definitions) -> Vec<(String, Value)> {
    let mut found = Vec::<(String, Value)>::new();
    for roots in ROOTS {
        let mut wanted: VecDeque<String> = roots.iter().map(|&name| name.to_owned()).collect();
        while let Some(name) = wanted.pop_front() {
            if found.iter().all(|(known, _)| *known != name) {
                wanted.extend(references(&all[&name]));
                found.push((name.clone(), all[&name].clone()));
            }
        }
    }
    found
}
