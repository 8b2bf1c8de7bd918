//! Writes the calls of `pulumi::arguments!` and `pulumi::resource!` that the schema asks for, a module for each service.

use serde_json::{Map, Value as Json};
use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::{self, Write},
    fs,
    path::Path,
};

/// Where the provider documents its resources.
const REFERENCE: &str = "https://www.pulumi.com/registry/packages/aws/api-docs";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=schema.json");
    let schema: Json = serde_json::from_str(&fs::read_to_string("schema.json")?)?;
    let mut generator = Generator {
        types: object(&schema["types"]),
        services: BTreeMap::new(),
    };
    for (token, definition) in object(&schema["resources"]) {
        generator.resource(token, definition)?;
    }
    for (token, definition) in generator.types {
        generator.object(token, definition)?;
    }
    let code = generator.finish(&schema["version"])?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("resources.rs"), code)?;
    Ok(())
}

struct Generator<'a> {
    types: &'a Map<String, Json>,
    /// The code of each service's module.
    services: BTreeMap<String, String>,
}

impl Generator<'_> {
    fn resource(&mut self, token: &str, definition: &Json) -> fmt::Result {
        let Name { service, item } = Name::of(token);
        let page = format!("{REFERENCE}/{service}/{}/", item.to_lowercase());
        let arguments = self.arguments(
            &format!("Arguments of [`{item}`]: [reference]({page}#inputs)."),
            &format!("{item}Args"),
            &definition["inputProperties"],
            &definition["requiredInputs"],
        )?;
        let mut outputs = String::new();
        for (property, schema) in object(&definition["properties"]) {
            // Every resource has these two anyway.
            if property == "id" || property == "urn" {
                continue;
            }
            let r#type = self.rust_type(schema, Direction::Output);
            let r#type = match contains(&definition["required"], property) {
                true => r#type,
                false => format!("::std::option::Option<{type}>"),
            };
            writeln!(
                outputs,
                "        {}: {type} = {property:?},",
                snake_case(property)
            )?;
        }
        let code = self.services.entry(service).or_default();
        write!(
            code,
            "{arguments}\
            ::pulumi::resource! {{\n    \
                /// `{token}`: [reference]({page}).\n    \
                pub struct {item}({token:?}, super::VERSION, {item}Args) {{\n{outputs}    }}\n\
            }}\n"
        )
    }

    fn object(&mut self, token: &str, definition: &Json) -> fmt::Result {
        // An enumeration is a string on the wire, and so it is in the arguments.
        if definition["type"] != "object" {
            return Ok(());
        }
        let Name { service, item } = Name::of(token);
        let doc = format!("An object in arguments of [{service}]({REFERENCE}/{service}/).");
        let code = self.arguments(
            &doc,
            &item,
            &definition["properties"],
            &definition["required"],
        )?;
        self.services.entry(service).or_default().push_str(&code);
        Ok(())
    }

    fn arguments(
        &self,
        doc: &str,
        name: &str,
        properties: &Json,
        required: &Json,
    ) -> Result<String, fmt::Error> {
        let (mut required_lines, mut optional_lines) = (String::new(), String::new());
        for (property, schema) in object(properties) {
            let lines = match contains(required, property) {
                true => &mut required_lines,
                false => &mut optional_lines,
            };
            let r#type = self.rust_type(schema, Direction::Input);
            writeln!(
                lines,
                "            {}: {type} = {property:?},",
                snake_case(property)
            )?;
        }
        Ok(format!(
            "::pulumi::arguments! {{\n    \
                /// {doc}\n    \
                pub struct {name} {{\n        \
                    required {{\n{required_lines}        }}\n        \
                    optional {{\n{optional_lines}        }}\n    \
                }}\n\
            }}\n"
        ))
    }

    fn rust_type(&self, schema: &Json, direction: Direction) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.referenced_type(reference, direction);
        }
        // A string or something else: everybody writes the string.
        if schema["oneOf"].is_array() {
            return "::std::string::String".to_owned();
        }
        match schema["type"].as_str() {
            Some("string") => "::std::string::String".to_owned(),
            Some("boolean") => "bool".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("number") => "f64".to_owned(),
            Some("array") => {
                format!(
                    "::std::vec::Vec<{}>",
                    self.rust_type(&schema["items"], direction)
                )
            }
            Some("object") => format!(
                "::std::collections::BTreeMap<::std::string::String, {}>",
                self.rust_type(&schema["additionalProperties"], direction)
            ),
            _ => panic!("the schema has a type that has no Rust type yet: {schema}"),
        }
    }

    fn referenced_type(&self, reference: &str, direction: Direction) -> String {
        match (reference, reference.strip_prefix("#/types/")) {
            ("pulumi.json#/Archive", _) => "::pulumi::Archive".to_owned(),
            ("pulumi.json#/Asset", _) => "::pulumi::Asset".to_owned(),
            ("pulumi.json#/Any", _) => "::pulumi::value::Json".to_owned(),
            (_, Some(token)) if self.types[token]["type"] != "object" => {
                "::std::string::String".to_owned()
            }
            (_, Some(token)) => match direction {
                Direction::Input => {
                    let Name { service, item } = Name::of(token);
                    format!("super::{service}::{item}")
                }
                // Programs use parts of such outputs too seldom for types of their own.
                Direction::Output => "::pulumi::value::Json".to_owned(),
            },
            _ => panic!("the schema refers to {reference}, which has no Rust type yet"),
        }
    }

    fn finish(self, version: &Json) -> Result<String, fmt::Error> {
        let mut code =
            format!("/// The provider's version.\npub const VERSION: &str = {version};\n");
        for (service, items) in self.services {
            write!(
                code,
                "/// Resources of {service}: [reference]({REFERENCE}/{service}/).\n\
                pub mod {service} {{\n{items}}}\n"
            )?;
        }
        Ok(code)
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Input,
    Output,
}

/// `aws:dynamodb/table:Table` is `Table` in `dynamodb`.
struct Name {
    service: String,
    item: String,
}

impl Name {
    fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split(':').collect();
        let [_, module, item] = parts[..] else {
            panic!("the token {token} is not of the form package:module:Name");
        };
        Self {
            service: module.split('/').next().unwrap_or(module).to_owned(),
            item: item.to_owned(),
        }
    }
}

/// `sseSpecificationARN` is `sse_specification_arn`; a keyword gets an underscore behind it.
fn snake_case(name: &str) -> String {
    const KEYWORDS: [&str; 13] = [
        "as", "async", "const", "dyn", "in", "match", "mod", "move", "new", "override", "ref",
        "static", "type",
    ];
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, character) in characters.iter().enumerate() {
        let after_lower = i > 0 && !characters[i - 1].is_uppercase();
        let before_lower = characters
            .get(i + 1)
            .is_some_and(|next| next.is_lowercase());
        if character.is_uppercase() && i > 0 && (after_lower || before_lower) {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    if KEYWORDS.contains(&snake.as_str()) {
        snake.push('_');
    }
    snake
}

fn object(json: &Json) -> &Map<String, Json> {
    json.as_object()
        .unwrap_or_else(|| panic!("the schema has this where an object should be: {json}"))
}

fn contains(names: &Json, name: &str) -> bool {
    names
        .as_array()
        .is_some_and(|names| names.iter().any(|known| known == name))
}
