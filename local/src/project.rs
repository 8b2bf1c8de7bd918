//! The project's files, `Pulumi.yaml` and `Pulumi.STACK.yaml`, read as the Pulumi CLI reads them.
//!
//! What comes out is the configuration that a program gets: `namespace:key` → text, defaults of
//! `Pulumi.yaml`'s `config:` block included, structured values as JSON text.

use anyhow::{Context as _, anyhow, bail};
use serde::Deserialize;
use serde_json::Value;
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
    default: Option<Value>,
}

impl TryFrom<Value> for Declaration {
    type Error = String;

    fn try_from(declared: Value) -> Result<Self, String> {
        let short = |value| Self {
            r#type: None,
            default: Some(value),
        };
        let Value::Object(mut fields) = declared else {
            return Ok(short(declared));
        };
        if let Some(value) = fields.remove("value") {
            return Ok(short(value));
        }
        let kind = fields.remove("type").unwrap_or(Value::Null);
        let r#type = serde_json::from_value(kind.clone()).map_err(|_| {
            format!(
                "a setting has the type {kind}, which must be string, integer, boolean or array"
            )
        })?;
        Ok(Self {
            r#type: Some(r#type),
            default: fields.remove("default"),
        })
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
                    values.insert(key, value);
                }
            }
        }
        for (key, declaration) in &self.settings {
            let Some(r#type) = declaration.r#type else {
                continue;
            };
            let name = r#type.name();
            match values.get(key) {
                Some(value) if r#type.admits(value) => {}
                Some(value) => {
                    problems.push(format!("`{key}` must be of type {name}, not {value}"));
                }
                None => problems.push(format!(
                    "`{key}` is missing: it has no default and must be set ({name})"
                )),
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

    /// Whether a value is of this type. As in the CLI, text that reads as a number or a boolean is
    /// one: `pulumi config set` writes every value as text.
    fn admits(self, value: &Value) -> bool {
        match self {
            Self::String => matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)),
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

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn read<T: serde::de::DeserializeOwned + 'static>(path: &Path) -> anyhow::Result<T> {
    let content = fs::read_to_string(path)
        .map_err(|problem| anyhow!("cannot read {}: {problem}", path.display()))?;
    // An empty stack file is valid: it sets nothing.
    let content = if content.trim().is_empty() {
        "{}"
    } else {
        &content
    };
    serde_saphyr::from_str(content)
        .map_err(|problem| anyhow!("{} is not a valid Pulumi file: {problem}", path.display()))
}
