//! All registrations of the program, held against a file. `GOLDEN=rewrite cargo test --package infra` writes it anew.

use super::{
    declarations::{mocks, program},
    stacks::{EVERYTHING, with},
};
use serde_json::Value;
use std::{env, fs, path::Path};

/// Holds what is found out, name by name, against a file beside this one.
pub fn assert_golden(name: &str, found: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/infra")
        .join(name);
    if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
        let text = serde_json::to_string_pretty(found).unwrap() + "\n";
        fs::write(&file, text).unwrap();
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    // One at a time, or a difference is hard to find.
    let (found, expected) = (found.as_object().unwrap(), expected.as_object().unwrap());
    for (key, found) in found {
        let expected = expected.get(key).unwrap_or(&Value::Null);
        assert_eq!(
            found, expected,
            "{key} has changed; if it should, rewrite {name}"
        );
    }
    for key in expected.keys() {
        assert!(
            found.contains_key(key),
            "{key} is gone; if it should be, rewrite {name}"
        );
    }
}

#[test]
fn every_registration_is_as_in_the_golden_file() {
    assert_golden("registrations.json", &mocks().declare(program).to_json());
}

/// What settings add to the registrations of the golden file above, or change in them.
#[test]
fn every_registration_that_settings_add_is_as_in_the_golden_file() {
    let plain = mocks().declare(program).to_json();
    let mut added = with(&EVERYTHING).declare(program).to_json();
    let resources = added.as_object_mut().unwrap();
    resources.retain(|path, resource| plain.get(path) != Some(resource));
    assert_golden("added_registrations.json", &added);
}
