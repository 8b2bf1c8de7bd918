use crate::{Generator, Package, names::Name, schema::text};
use anyhow::{Context as _, Result, bail};
use serde_json::Value as Json;
use std::fmt::Write;

/// Whether a program gives a value or gets it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Input,
    Output,
}

impl Generator<'_> {
    /// The Rust type of a value. `union` is the name that a union of several types is given, should it be one.
    pub(crate) fn rust_type(
        &mut self,
        schema: &Json,
        direction: Direction,
        union: &Name,
    ) -> Result<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.referenced_type(reference, direction);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            return self.union(choices, direction, union);
        }
        Ok(match schema["type"].as_str() {
            Some("string") => "::std::string::String".to_owned(),
            Some("boolean") => "bool".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("number") => "f64".to_owned(),
            Some("array") => {
                let item = self.rust_type(&schema["items"], direction, union)?;
                format!("::std::vec::Vec<{item}>")
            }
            Some("object") => {
                let value = &schema["additionalProperties"];
                let value = match value.is_null() {
                    // The schema language's default.
                    true => "::std::string::String".to_owned(),
                    false => self.rust_type(value, direction, union)?,
                };
                format!("::std::collections::BTreeMap<::std::string::String, {value}>")
            }
            _ => bail!("the schema has a type that has no Rust type yet: {schema}"),
        })
    }

    fn referenced_type(&self, reference: &str, direction: Direction) -> Result<String> {
        match reference {
            "pulumi.json#/Archive" => return Ok("::pulumi::Archive".to_owned()),
            "pulumi.json#/Asset" => return Ok("::pulumi::Asset".to_owned()),
            "pulumi.json#/Any" | "pulumi.json#/Json" => {
                return Ok("::pulumi::value::Json".to_owned());
            }
            _ => (),
        }
        let (package, reference) = self.referenced_package(reference)?;
        let reference = reference.replace("%2F", "/");
        if let Some(token) = reference.strip_prefix("#/resources/") {
            let path = match token.strip_prefix("pulumi:providers:") {
                Some(_) => format!("{}::Provider", package.path),
                None => package.names.resource(token)?.path(&package.path),
            };
            return Ok(format!("::pulumi::Reference<{path}>"));
        }
        let token = reference
            .strip_prefix("#/types/")
            .with_context(|| format!("the schema refers to {reference}, which is no type"))?;
        let definition = &package.schema["types"][token];
        let is_object = definition["type"] == "object";
        Ok(match direction {
            Direction::Input => package.names.r#type(token)?.path(&package.path),
            // Programs use parts of such outputs too seldom for types of their own.
            Direction::Output if is_object => "::pulumi::value::Json".to_owned(),
            // A provider may give a value that is newer than the enumeration.
            Direction::Output => base_type(definition).to_owned(),
        })
    }

    /// The package of a reference such as `/enum/v30.0.0/schema.json#/types/enum:index:Color`, and the part behind it.
    fn referenced_package<'r>(&self, reference: &'r str) -> Result<(&Package, &'r str)> {
        let (file, part) = reference.split_once('#').unwrap_or((reference, ""));
        let part = &reference[reference.len() - part.len() - 1..];
        let [_, name, version, _] = file.split('/').collect::<Vec<_>>()[..] else {
            return Ok((self.package, part));
        };
        let version = version.trim_start_matches('v');
        let mut others = self.others.iter();
        others
            .find(|other| other.name() == name && other.version() == version)
            .map(|package| (package, part))
            .with_context(|| format!("the schema refers to {name} {version}, which is not given"))
    }

    fn union(&mut self, choices: &[Json], direction: Direction, name: &Name) -> Result<String> {
        let mut known = None;
        let mut all_text = true;
        for choice in choices {
            if let Some(reference) = choice["$ref"].as_str() {
                let output = self.referenced_type(reference, Direction::Output)?;
                all_text &= output == "::std::string::String";
                known = Some(reference);
            } else {
                all_text &= choice["type"] == "string";
            }
        }
        match (direction, known) {
            // A string, of which an enumeration tells the values that are known.
            (Direction::Input, Some(known)) if all_text => {
                let known = self.referenced_type(known, direction)?;
                Ok(format!("::pulumi::input::Open<{known}>"))
            }
            (_, _) if all_text => Ok("::std::string::String".to_owned()),
            (Direction::Output, _) => Ok("::pulumi::value::Json".to_owned()),
            (Direction::Input, _) => {
                self.declare_union(choices, name)?;
                Ok(name.path(&self.package.path))
            }
        }
    }

    fn declare_union(&mut self, choices: &[Json], name: &Name) -> Result<()> {
        let (mut plain, mut objects, mut resources) = (Vec::new(), Vec::new(), Vec::new());
        for choice in choices {
            let r#type = self.rust_type(choice, Direction::Input, name)?;
            let own = text(&choice["$ref"]).starts_with('#');
            match r#type.strip_prefix("::pulumi::Reference<") {
                Some(path) if own => resources.push(path.trim_end_matches('>').to_owned()),
                None if own => objects.push(r#type),
                _ => plain.push(r#type),
            }
        }
        let (plain, objects) = (plain.join(", "), objects.join(", "));
        let resources = resources.join(", ");
        let Name { module, item } = name;
        writeln!(
            self.root.at(module).items,
            "::pulumi::union! {{\n    \
                /// A value of one of several types.\n    \
                pub enum {item} {{ types {{ {plain} }} objects {{ {objects} }} resources {{ {resources} }} }}\n\
            }}"
        )?;
        Ok(())
    }
}

/// The Rust type of an enumeration's values on the wire.
pub(crate) fn base_type(definition: &Json) -> &'static str {
    match definition["type"].as_str() {
        Some("integer") => "i64",
        Some("number") => "f64",
        Some("boolean") => "bool",
        _ => "::std::string::String",
    }
}
