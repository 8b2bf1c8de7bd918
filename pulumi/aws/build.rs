//! Writes the calls of `pulumi::resource!`, `pulumi::function!` and their kin that the schema asks for, a module for each
//! service.

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::{Map, Value as Json};
use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::{self, Write},
    fs,
    path::Path,
};

/// What belongs to no service stands in this module in the schema, and at the root of the crate.
const ROOT: &str = "index";

/// Where the provider documents its resources.
const REFERENCE: &str = "https://www.pulumi.com/registry/packages/aws/api-docs";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=schema.json");
    let schema: Json = serde_json::from_str(&fs::read_to_string("schema.json")?)?;
    let mut generator = Generator {
        types: object(&schema["types"]),
        services: BTreeMap::new(),
    };
    generator.provider(&schema["name"], &schema["provider"])?;
    for (token, definition) in object(&schema["resources"]) {
        generator.resource(token, definition)?;
    }
    for (token, definition) in object(&schema["functions"]) {
        generator.function(token, definition)?;
    }
    for (token, definition) in generator.types {
        match definition["type"].as_str() {
            Some("object") => generator.object(token, definition)?,
            _ => generator.enumeration(token, definition)?,
        }
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
    fn provider(&mut self, package: &Json, definition: &Json) -> fmt::Result {
        let page = format!("{REFERENCE}/provider/");
        let arguments = self.arguments(
            &format!("Arguments of [`Provider`]: [reference]({page}#inputs)."),
            "ProviderArgs",
            &definition["inputProperties"],
            &definition["requiredInputs"],
        )?;
        let outputs = self.outputs(&definition["properties"], &definition["required"])?;
        write!(
            self.services.entry(ROOT.to_owned()).or_default(),
            "{arguments}\
            ::pulumi::provider! {{\n    \
                /// What resources are created with, in place of the provider of the stack's configuration: [reference]({page}).\n    \
                pub struct Provider({package}, crate::VERSION, ProviderArgs) {{\n{outputs}    }}\n\
            }}\n"
        )
    }

    fn resource(&mut self, token: &str, definition: &Json) -> fmt::Result {
        let Name { service, item } = Name::of(token);
        let page = format!("{REFERENCE}/{service}/{}/", item.to_lowercase());
        let arguments = self.arguments(
            &format!("Arguments of [`{item}`]: [reference]({page}#inputs)."),
            &format!("{item}Args"),
            &definition["inputProperties"],
            &definition["requiredInputs"],
        )?;
        let outputs = self.outputs(&definition["properties"], &definition["required"])?;
        write!(
            self.services.entry(service).or_default(),
            "{arguments}\
            ::pulumi::resource! {{\n    \
                /// `{token}`: [reference]({page}).\n    \
                pub struct {item}({token:?}, crate::VERSION, {item}Args) {{\n{outputs}    }}\n\
            }}\n"
        )
    }

    fn function(&mut self, token: &str, definition: &Json) -> fmt::Result {
        let Name { service, item } = Name::of(token);
        let at = if service == ROOT { "" } else { &service };
        let page = format!("{REFERENCE}/{at}/{}/", item.to_lowercase()).replace("//get", "/get");
        let (name, args) = (snake_case(&item), item.to_upper_camel_case());
        let (inputs, outputs) = (&definition["inputs"], &definition["outputs"]);
        let arguments = self.arguments(
            &format!("Arguments of [`{name}`]: [reference]({page})."),
            &format!("{args}Args"),
            &inputs["properties"],
            &inputs["required"],
        )?;
        let outputs = self.outputs(&outputs["properties"], &outputs["required"])?;
        write!(
            self.services.entry(service).or_default(),
            "{arguments}\
            ::pulumi::function! {{\n    \
                /// `{token}`: [reference]({page}).\n    \
                pub fn {name}({token:?}, crate::VERSION, {args}Args) -> {args}Result {{\n{outputs}    }}\n\
            }}\n"
        )
    }

    fn object(&mut self, token: &str, definition: &Json) -> fmt::Result {
        let Name { service, item } = Name::of(token);
        let code = self.arguments(
            &format!("An object in arguments of [{service}]({REFERENCE}/{service}/)."),
            &item,
            &definition["properties"],
            &definition["required"],
        )?;
        self.services.entry(service).or_default().push_str(&code);
        Ok(())
    }

    fn enumeration(&mut self, token: &str, definition: &Json) -> fmt::Result {
        let Name { service, item } = Name::of(token);
        let mut variants = String::new();
        for value in definition["enum"].as_array().into_iter().flatten() {
            let (name, value) = (value["name"].as_str(), &value["value"]);
            let name = name.unwrap_or_else(|| panic!("a value of {token} has no name"));
            writeln!(variants, "        {name} = {value},")?;
        }
        write!(
            self.services.entry(service).or_default(),
            "::pulumi::enumeration! {{\n    \
                /// `{token}`.\n    \
                pub enum {item} {{\n{variants}    }}\n\
            }}\n"
        )
    }

    fn outputs(&self, properties: &Json, required: &Json) -> Result<String, fmt::Error> {
        let mut outputs = String::new();
        for (property, schema) in object(properties) {
            // Every resource has these two anyway.
            if property == "id" || property == "urn" {
                continue;
            }
            let r#type = self.rust_type(schema, Direction::Output);
            let r#type = match contains(required, property) {
                true => r#type,
                false => format!("::std::option::Option<{type}>"),
            };
            let name = snake_case(property);
            writeln!(outputs, "        {name}: {type} = {property:?},")?;
        }
        Ok(outputs)
    }

    fn arguments(
        &self,
        doc: &str,
        name: &str,
        properties: &Json,
        required: &Json,
    ) -> Result<String, fmt::Error> {
        let (mut required_lines, mut optional_lines, mut secret_lines) =
            (String::new(), String::new(), String::new());
        for (property, schema) in object(properties) {
            let lines = match (contains(required, property), &schema["secret"]) {
                (_, Json::Bool(true)) => &mut secret_lines,
                (true, _) => &mut required_lines,
                (false, _) => &mut optional_lines,
            };
            let r#type = self.rust_type(schema, Direction::Input);
            let default = match &schema["default"] {
                Json::Null => String::new(),
                default => format!(" default {default}"),
            };
            let name = snake_case(property);
            writeln!(lines, "            {name}: {type} = {property:?}{default},")?;
        }
        let secret = match secret_lines.as_str() {
            "" => String::new(),
            lines => format!("        secret {{\n{lines}        }}\n"),
        };
        Ok(format!(
            "::pulumi::arguments! {{\n    \
                /// {doc}\n    \
                pub struct {name} {{\n        \
                    required {{\n{required_lines}        }}\n        \
                    optional {{\n{optional_lines}        }}\n\
                    {secret}    \
                }}\n\
            }}\n"
        ))
    }

    fn rust_type(&self, schema: &Json, direction: Direction) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.referenced_type(reference, direction);
        }
        // A string, of which an enumeration tells the values that are known.
        if let Some(choices) = schema["oneOf"].as_array() {
            return match (direction, choices.last().and_then(|c| c["$ref"].as_str())) {
                (Direction::Input, Some(known)) => {
                    let known = self.referenced_type(known, direction);
                    format!("::pulumi::input::Open<{known}>")
                }
                _ => "::std::string::String".to_owned(),
            };
        }
        match schema["type"].as_str() {
            Some("string") => "::std::string::String".to_owned(),
            Some("boolean") => "bool".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("number") => "f64".to_owned(),
            Some("array") => {
                let item = self.rust_type(&schema["items"], direction);
                format!("::std::vec::Vec<{item}>")
            }
            Some("object") => {
                let value = self.rust_type(&schema["additionalProperties"], direction);
                format!("::std::collections::BTreeMap<::std::string::String, {value}>")
            }
            _ => panic!("the schema has a type that has no Rust type yet: {schema}"),
        }
    }

    fn referenced_type(&self, reference: &str, direction: Direction) -> String {
        match (reference, reference.strip_prefix("#/types/")) {
            ("pulumi.json#/Archive", _) => "::pulumi::Archive".to_owned(),
            ("pulumi.json#/Asset", _) => "::pulumi::Asset".to_owned(),
            ("pulumi.json#/Any", _) => "::pulumi::value::Json".to_owned(),
            (_, Some(token)) => match direction {
                Direction::Input => Name::of(token).path(),
                // A provider may give a value that is newer than the enumeration.
                Direction::Output if self.types[token]["type"] != "object" => {
                    "::std::string::String".to_owned()
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
            if service == ROOT {
                code.push_str(&items);
                continue;
            }
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

    fn path(&self) -> String {
        match self.service.as_str() {
            ROOT => format!("crate::{}", self.item),
            service => format!("crate::{service}::{}", self.item),
        }
    }
}

/// `sseSpecificationARN` is `sse_specification_arn`; a keyword gets an underscore behind it.
fn snake_case(name: &str) -> String {
    const KEYWORDS: [&str; 13] = [
        "as", "async", "const", "dyn", "in", "match", "mod", "move", "new", "override", "ref",
        "static", "type",
    ];
    let mut snake = name.to_snake_case();
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
    let mut names = names.as_array().into_iter().flatten();
    names.any(|known| known == name)
}
