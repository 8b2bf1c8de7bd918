use crate::schema::{fields, text};
use anyhow::{Context as _, Result, bail};
use heck::{ToSnakeCase, ToUpperCamelCase};
use regex_lite::Regex;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The module in the schema of what stands at the root of the crate.
const ROOT: &str = "index";

/// How the names of a package's schema are written in Rust.
pub(crate) struct Names {
    module_format: Regex,
    resources: BTreeSet<Name>,
}

/// Where an item stands, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub(crate) module: Vec<String>,
    pub(crate) item: String,
}

impl Names {
    pub(crate) fn of(schema: &Json) -> Result<Self> {
        let format = schema["meta"]["moduleFormat"].as_str().unwrap_or("(.*)");
        let format = format!("^(?:{format})$");
        let mut names = Self {
            module_format: Regex::new(&format).context("the module format is no pattern")?,
            resources: BTreeSet::new(),
        };
        for (token, _) in fields(&schema["resources"]) {
            let name = names.resource(token)?;
            names.resources.insert(name);
        }
        Ok(names)
    }

    /// `aws:dynamodb/table:Table` is `Table` in `dynamodb`.
    pub(crate) fn resource(&self, token: &str) -> Result<Name> {
        let (module, item) = self.parts(token)?;
        let item = camel_case(item);
        Ok(Name { module, item })
    }

    /// An object or enumeration. One that is called as a resource of its module has `Type` behind its name.
    pub(crate) fn r#type(&self, token: &str) -> Result<Name> {
        let mut name = self.resource(token)?;
        while self.resources.contains(&name) {
            name.item.push_str("Type");
        }
        Ok(name)
    }

    /// A function; its item is in camel case, as the types that belong to it are called.
    pub(crate) fn function(&self, token: &str) -> Result<Name> {
        let (module, item) = self.parts(token)?;
        let item = item.to_upper_camel_case();
        Ok(Name { module, item })
    }

    fn parts<'t>(&self, token: &'t str) -> Result<(Vec<String>, &'t str)> {
        let parts: Vec<&str> = token.split(':').collect();
        let [_, module, item] = parts[..] else {
            bail!("the token {token} is not of the form package:module:Name");
        };
        let captures = self.module_format.captures(module);
        let captured = captures.and_then(|captures| captures.get(1));
        let module = captured.map_or(module, |module| module.as_str());
        let module = module.split('/').filter(|part| !part.is_empty());
        let module = module.filter(|part| *part != ROOT).map(snake_case);
        Ok((module.collect(), item))
    }
}

impl Name {
    /// The item's path below a root.
    pub(crate) fn path(&self, root: &str) -> String {
        let modules = self.module.iter().map(String::as_str);
        let parts: Vec<_> = std::iter::once(root).chain(modules).collect();
        format!("{}::{}", parts.join("::"), self.item)
    }
}

/// `sseSpecificationARN` is `sse_specification_arn`; a keyword, or a name that generated code has itself, gets an underscore
/// behind it.
pub(crate) fn snake_case(name: &str) -> String {
    const TAKEN: [&str; 49] = [
        "abstract",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "const",
        "continue",
        "crate",
        "do",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "new",
        "override",
        "priv",
        "properties",
        "pub",
        "ref",
        "registration",
        "return",
        "self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "unsafe",
        "use",
        "where",
    ];
    let mut snake = name.to_snake_case();
    if TAKEN.contains(&snake.as_str()) {
        snake.push('_');
    }
    snake
}

/// `some_resource` is `SomeResource`; a name that is a type's already stays as it is.
pub(crate) fn camel_case(name: &str) -> String {
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    match is_type {
        true => name.to_owned(),
        false => name.to_upper_camel_case(),
    }
}

/// The name of a value of an enumeration, made from the value where the schema has none.
pub(crate) fn variant(value: &Json) -> String {
    let of_value = match &value["value"] {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let name = match text(&value["name"]) {
        "" => of_value,
        name => name.to_owned(),
    };
    let name = camel_case(&name);
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("Value{name}"),
        false => name,
    }
}
