//! The project's files, `Pulumi.yaml` and `Pulumi.STACK.yaml`, read as the Pulumi CLI reads them.
//!
//! What comes out is the configuration that a program gets: `namespace:key` → text, defaults of
//! `Pulumi.yaml`'s `config:` block included, structured values as JSON text.

use crate::yaml::{self, text};
use anyhow::{Context as _, anyhow, bail};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The file that makes a folder a Pulumi project.
const PROJECT_FILE: &str = "Pulumi.yaml";

/// A Pulumi project: its folder, its name and the settings that it declares.
#[derive(Debug)]
pub struct Project {
    /// The folder that holds `Pulumi.yaml`.
    pub root: PathBuf,
    /// The project's name, which is also the namespace of its settings.
    pub name: String,
    settings: BTreeMap<String, Declaration>,
}

/// One stack of a project with its whole configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// The stack's name, such as `dev`.
    pub name: String,
    /// `namespace:key` → value as text.
    pub config: BTreeMap<String, String>,
}

/// A setting as the `config:` block of `Pulumi.yaml` declares it.
///
/// <https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options>
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
struct Declaration {
    /// None in the short form, `key: value`, or `key: {value: …}`, which gives just a value.
    r#type: Option<Type>,
    /// The type of an array's items.
    items: Option<Type>,
    default: Option<Value>,
}

impl TryFrom<Value> for Declaration {
    type Error = String;

    fn try_from(declared: Value) -> Result<Self, String> {
        let short = |value| Self {
            r#type: None,
            items: None,
            default: Some(value),
        };
        let Value::Object(mut fields) = declared else {
            return Ok(short(declared));
        };
        if let Some(value) = fields.remove("value") {
            return Ok(short(value));
        }
        let r#type = Type::read(fields.remove("type").unwrap_or(Value::Null))?;
        let items = fields
            .get_mut("items")
            .and_then(|items| items.get_mut("type"));
        let items = items.map(|kind| Type::read(kind.take())).transpose()?;
        Ok(Self {
            r#type: Some(r#type),
            items,
            default: fields.remove("default"),
        })
    }
}

impl Declaration {
    /// Whether a stack's file may set it to a value.
    fn admits(&self, value: &Value) -> bool {
        self.r#type.is_none_or(|r#type| r#type.admits(value)) && self.has_items_of(value)
    }

    /// Whether the default is of the type, by which texts are stricter and numbers less strict than a stack's value.
    fn admits_its_default(&self) -> bool {
        let (Some(default), Some(r#type)) = (&self.default, self.r#type) else {
            return true;
        };
        let fits = match r#type {
            Type::String | Type::Array => r#type.is_of(default),
            Type::Integer | Type::Boolean => r#type.admits(default),
        };
        let large = r#type == Type::Integer && default.is_f64();
        let whole = || default.as_f64().is_some_and(|number| number.fract() == 0.0);
        (fits || large && whole()) && self.has_items_of(default)
    }

    /// Whether the items of an array are of the type that they must be.
    fn has_items_of(&self, value: &Value) -> bool {
        let mut items = value.as_array().into_iter().flatten();
        self.items
            .is_none_or(|r#type| items.all(|item| r#type.is_of(item)))
    }

    /// The type in the CLI's words.
    fn type_name(&self) -> String {
        let name = |r#type: Option<Type>| r#type.map_or("any", Type::name);
        match self.items {
            Some(items) => format!("{}<{}>", name(self.r#type), items.name()),
            None => name(self.r#type).to_owned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    String,
    Integer,
    Boolean,
    Array,
}

#[derive(Deserialize)]
struct ProjectFile {
    name: String,
    #[serde(default)]
    config: Option<BTreeMap<String, Declaration>>,
}

#[derive(Deserialize, Default)]
struct StackFile {
    #[serde(default)]
    config: Option<BTreeMap<String, Value>>,
}

impl Project {
    /// Finds the project that `folder` belongs to, which may be in a folder above it.
    ///
    /// # Errors
    ///
    /// There is none, or its file is not what Pulumi expects.
    pub fn find(folder: &Path) -> anyhow::Result<Self> {
        let root = folder
            .ancestors()
            .find(|f| f.join(PROJECT_FILE).is_file())
            .with_context(|| {
                format!(
                    "there is no {PROJECT_FILE} in {} or in a folder above it: run this in the project's folder",
                    folder.display()
                )
            })?;
        let file: ProjectFile = read(&root.join(PROJECT_FILE))?;
        let settings = file
            .config
            .unwrap_or_default()
            .into_iter()
            .map(|(key, declaration)| (namespaced(&file.name, key), declaration))
            .collect();
        Ok(Self {
            root: root.to_owned(),
            name: file.name,
            settings,
        })
    }

    /// The names of the project's stacks, in order: those that have a file.
    pub fn stacks(&self) -> Vec<String> {
        let files = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let mut stacks: Vec<String> = files
            .filter_map(|file| {
                let name = file.file_name().into_string().ok()?;
                let stack = name.strip_prefix("Pulumi.")?.strip_suffix(".yaml")?;
                (!stack.is_empty()).then(|| stack.to_owned())
            })
            .collect();
        stacks.sort();
        stacks
    }

    /// Where the configuration of a stack is kept.
    pub fn stack_file(&self, stack: &str) -> PathBuf {
        self.root.join(format!("Pulumi.{stack}.yaml"))
    }

    /// Reads a stack's configuration.
    ///
    /// # Errors
    ///
    /// No such stack, or values that are encrypted (only the CLI with the stack's secrets provider
    /// can read those) or not of the declared type.
    pub fn stack(&self, name: &str) -> anyhow::Result<Stack> {
        let stacks = self.stacks();
        if !stacks.iter().any(|stack| stack == name) {
            bail!(
                "there is no stack `{name}`: the stacks of this project are {} (each has its file, Pulumi.STACK.yaml)",
                stacks.join(", ")
            );
        }
        let path = self.stack_file(name);
        let file: StackFile = read(&path)?;
        let mut values: BTreeMap<String, Value> = self
            .settings
            .iter()
            .filter_map(|(key, declaration)| Some((key.clone(), declaration.default.clone()?)))
            .collect();
        let mut problems = Vec::new();
        for (key, value) in file.config.unwrap_or_default() {
            let key = namespaced(&self.name, key);
            match value {
                value if is_encrypted(&value) => problems.push(format!(
                    "`{key}` is encrypted (`secure:`), which the laptop cannot read: give it in plain text in a stack of its own"
                )),
                value => {
                    if let Some(declaration) = self.settings.get(&key)
                        && !declaration.admits(&value)
                    {
                        let name = declaration.type_name();
                        problems.push(format!("`{key}` must be of type {name}, not {value}"));
                    }
                    values.insert(key, value);
                }
            }
        }
        for (key, declaration) in &self.settings {
            let name = declaration.type_name();
            if !declaration.admits_its_default() {
                problems.push(format!(
                    "the default of `{key}` in {PROJECT_FILE} must be of type {name}"
                ));
            }
            if !values.contains_key(key) {
                problems.push(format!(
                    "`{key}` is missing: it has no default and must be set ({name})"
                ));
            }
        }
        if !problems.is_empty() {
            bail!(
                "{} cannot be used on the laptop:\n  - {}",
                path.display(),
                problems.join("\n  - ")
            );
        }
        let config = values.iter().map(|(k, v)| (k.clone(), text(v))).collect();
        Ok(Stack {
            name: name.to_owned(),
            config,
        })
    }
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Array => "array",
        }
    }

    fn read(kind: Value) -> Result<Self, String> {
        serde_json::from_value(kind.clone()).map_err(|_| {
            format!(
                "a setting has the type {kind}, which must be string, integer, boolean or array"
            )
        })
    }

    /// Whether a value is of this type by itself, as an item must be.
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
        }
    }

    /// Whether a stack's value is of this type. As in the CLI, text that reads as a number or a boolean is
    /// one: `pulumi config set` writes every value as text.
    fn admits(self, value: &Value) -> bool {
        match self {
            Self::String => !matches!(value, Value::Array(_) | Value::Object(_)),
            Self::Integer => text(value).parse::<i64>().is_ok(),
            Self::Boolean => matches!(text(value).as_str(), "true" | "false"),
            Self::Array => value.is_array(),
        }
    }
}

/// A key without a namespace belongs to the project.
fn namespaced(project: &str, key: String) -> String {
    if key.contains(':') {
        key
    } else {
        format!("{project}:{key}")
    }
}

/// Encrypted values are `{secure: CIPHERTEXT}`, at any depth of a structured value.
fn is_encrypted(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            (fields.len() == 1 && fields.get("secure").is_some_and(Value::is_string))
                || fields.values().any(is_encrypted)
        }
        Value::Array(items) => items.iter().any(is_encrypted),
        _ => false,
    }
}

fn read<T: serde::de::DeserializeOwned + 'static>(path: &Path) -> anyhow::Result<T> {
    let content = fs::read_to_string(path)
        .map_err(|problem| anyhow!("cannot read {}: {problem}", path.display()))?;
    let value = match yaml::parse(&content) {
        // An empty stack file is valid: it sets nothing.
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        parsed => parsed,
    };
    value
        .and_then(|value| serde_json::from_value(value).map_err(|problem| problem.to_string()))
        .map_err(|problem| anyhow!("{} is not a valid Pulumi file: {problem}", path.display()))
}
