//! The project's files: what is made of the list of settings, and what the stacks set.

use super::settings::{read, text};
use infra::settings::{Declaration, ProviderSettings, Settings};
use pulumi::testing::Mocks;
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn path(file: &str) -> PathBuf {
    Path::new(infra::PROJECT).join(file)
}

fn yaml(file: &str) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(path(file)).unwrap()).unwrap()
}

/// Holds what a file has between two lines against what should be there. `GOLDEN=rewrite cargo test --package infra` writes it anew.
fn assert_made(file: &str, first: &str, last: &str, made: &str) {
    let page = fs::read_to_string(path(file)).unwrap();
    let (before, rest) = page.split_once(first).unwrap();
    let (found, after) = rest.split_once(last).unwrap();
    if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
        fs::write(path(file), [before, first, made, last, after].concat()).unwrap();
    } else {
        assert_eq!(found, made, "{file} is not what the settings make of it");
    }
}

/// What a setting is, with the range of a number.
fn described(setting: &Declaration) -> String {
    let words = setting.description.split_whitespace().collect::<Vec<_>>();
    let words = words.join(" ");
    match setting.range {
        Some((least, most)) => format!("{} ({least} to {most}).", words.trim_end_matches('.')),
        None => words,
    }
}

#[test]
fn pulumi_yaml_declares_the_settings() {
    let made = Settings::declarations().into_iter().map(|setting| {
        let default = &setting.default;
        let r#type = match default {
            Value::String(_) => "string",
            Value::Number(_) => "integer",
            Value::Bool(_) => "boolean",
            Value::Array(_) => "array\n    items:\n      type: string",
            other => panic!("{} has the default {other}", setting.key),
        };
        // Strings and lists of JSON are strings and lists of YAML.
        format!(
            "  {}:\n    type: {type}\n    default: {default}\n    description: {}\n",
            setting.key,
            json!(described(&setting))
        )
    });
    let made = made.collect::<String>();
    assert_made(
        "Pulumi.yaml",
        "config:\n",
        "# End of the settings.\n",
        &made,
    );
}

#[test]
fn the_deploy_page_has_a_table_of_the_settings() {
    let settings = Settings::declarations();
    let provider = ProviderSettings::declarations();
    let made = settings.iter().chain(&provider).map(|setting| {
        let default = match &setting.default {
            Value::Null => String::new(),
            Value::String(text) if text.is_empty() => "`\"\"`".to_owned(),
            other => format!("`{}`", text(other)),
        };
        let described = described(setting);
        format!(
            "| `{}` | {default} | {described} | {} |\n",
            setting.key, setting.cost
        )
    });
    let made = made.collect::<String>();
    assert_made(
        "docs/deploy.md",
        "|---|---|---|---|\n",
        "\n### Access logs",
        &made,
    );
}

#[test]
fn both_environments_have_settings_that_the_program_takes() {
    let project = yaml("Pulumi.yaml")["name"].as_str().unwrap().to_owned();
    for (stack, protected) in [("production", true), ("dev", false)] {
        let file = yaml(&format!("Pulumi.{stack}.yaml"));
        assert_eq!(file["config"]["aws:region"], "eu-north-1", "{stack}");
        let mut mocks = Mocks::new();
        for (key, value) in file["config"].as_object().unwrap() {
            if let Some(key) = key.strip_prefix(&format!("{project}:")) {
                mocks = mocks.config(key, text(value));
            }
        }
        let settings = read(mocks).unwrap();
        assert_eq!(*settings.data_protection, protected, "{stack}");
        assert_eq!(settings.stage.as_str(), "production", "{stack}");
    }
}
