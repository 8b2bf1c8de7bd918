//! The project's files: what they declare is what the program knows.

use super::settings::read;
use infra::settings::Settings;
use pulumi::testing::Mocks;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

fn yaml(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(file);
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Key, declared type and default of every setting in `Pulumi.yaml`.
pub fn declared() -> BTreeMap<String, (String, Value)> {
    let project = yaml("Pulumi.yaml");
    let settings = project["config"].as_object().unwrap().iter();
    settings
        .map(|(key, d)| {
            (
                key.clone(),
                (d["type"].as_str().unwrap().to_owned(), d["default"].clone()),
            )
        })
        .collect()
}

#[test]
fn pulumi_yaml_declares_the_settings_of_the_program_with_their_defaults() {
    let mut mocks = Mocks::new();
    for (key, (_, default)) in declared() {
        mocks = mocks.config(&key, text(&default));
    }
    // A key that the program does not know would be an error here.
    assert_eq!(read(mocks).unwrap(), Settings::default());

    // And the program knows no key that Pulumi.yaml does not declare: an unknown key is answered with all there are.
    let error = read(Mocks::new().config("?", "")).unwrap_err();
    let known = error.split("there are ").nth(1).unwrap();
    let mut known: Vec<_> = known.trim().split(", ").collect();
    known.sort_unstable();
    assert_eq!(
        known,
        declared().keys().map(String::as_str).collect::<Vec<_>>()
    );
}

#[test]
fn each_declared_type_is_the_type_of_its_default() {
    for (key, (r#type, default)) in declared() {
        let fits = match r#type.as_str() {
            "string" => default.is_string(),
            "integer" => default.is_i64(),
            "boolean" => default.is_boolean(),
            "array" => default.is_array(),
            _ => false,
        };
        assert!(
            fits,
            "{key} is declared as {}, with the default {default}",
            r#type
        );
    }
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
        assert_eq!(settings.data_protection, protected, "{stack}");
        assert_eq!(settings.stage.as_str(), "production", "{stack}");
    }
}

#[test]
fn the_deploy_page_has_every_setting_with_its_default() {
    let page = Path::new(infra::PROJECT).join("docs/deploy.md");
    let page = fs::read_to_string(page).unwrap();
    for (key, (_, default)) in declared() {
        let default = match default {
            Value::String(text) if text.is_empty() => "\"\"".to_owned(),
            other => text(&other),
        };
        let row = format!("| `{key}` | `{default}` | ");
        assert!(page.contains(&row), "docs/deploy.md has no row {row}");
    }
}
