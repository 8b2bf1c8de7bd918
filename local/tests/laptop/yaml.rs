//! Files as the Pulumi CLI reads them.

use local::project::Project;
use serde_json::Value;
use std::{fs, path::Path};

/// What Pulumi's CLI 3.276.0 makes of scalars (`pulumi config --json`; where `pulumi preview` refuses one, null), a line each: `yaml`, as
/// it is written; as the value of a setting of each type, and of none (`undeclared`); in a list of its own, as `array` and `list`; and as
/// the default of a setting of each type. Points in time as defaults are left out, which the CLI refuses.
const SCALARS: &str = include_str!("scalars.jsonl");

/// A setting's value in a project with these files, or null.
fn setting(folder: &Path, declaration: &str, stack: &str) -> Value {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write(
        "Pulumi.yaml",
        format!("name: p\nruntime: rust\nconfig:\n{declaration}"),
    );
    write("Pulumi.dev.yaml", format!("config:\n{stack}"));
    let read = Project::find(folder).and_then(|project| project.stack("dev"));
    read.map_or(Value::Null, |stack| stack.config["p:x"].clone().into())
}

/// Lists as JSON, in which the form of a number says nothing.
fn parsed(list: &Value) -> Value {
    let Some(text) = list.as_str() else {
        return Value::Null;
    };
    let mut list: Value = serde_json::from_str(text).unwrap();
    for item in list.as_array_mut().unwrap() {
        if let Some(number) = item.as_f64() {
            *item = number.into();
        }
    }
    list
}

#[test]
fn every_scalar_is_what_the_cli_takes_it_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut differences = Vec::new();
    let mut compare = |of: String, read: &Value, expected: &Value| {
        if read != expected {
            differences.push(format!("{of}: {read}, and the CLI {expected}"));
        }
    };
    for line in SCALARS.lines() {
        let golden: Value = serde_json::from_str(line).unwrap();
        let written = golden["yaml"].as_str().unwrap();
        let set = format!("  p:x: {written}\n");
        for kind in ["string", "integer", "boolean"] {
            let declared = format!("  x:\n    type: {kind}\n");
            let read = setting(folder, &declared, &set);
            compare(format!("`{written}` as {kind}"), &read, &golden[kind]);
            let declared = format!("{declared}    default: {written}\n");
            let read = setting(folder, &declared, "");
            let of = format!("`{written}` as the default of a {kind}");
            if let Some(defaults) = golden.get("defaults") {
                compare(of, &read, &defaults[kind]);
            }
        }
        let read = setting(folder, "", &set);
        compare(format!("`{written}`"), &read, &golden["undeclared"]);
        let set = format!("  p:x: [{written}]\n");
        let read = setting(folder, "", &set);
        compare(
            format!("`[{written}]`"),
            &parsed(&read),
            &parsed(&golden["list"]),
        );
        let declared = "  x:\n    type: array\n    items:\n      type: string\n";
        let read = setting(folder, declared, &set);
        let of = format!("`[{written}]` as an array");
        compare(of, &parsed(&read), &parsed(&golden["array"]));
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn anchors_aliases_and_merged_mappings_are_what_they_stand_for() {
    let folder = tempfile::tempdir().unwrap();
    let set = "  p:a: &a {b: 010, c: [on, ~]}\n  p:x: {<<: *a, b: 7.0, d: *a}\n";
    let read = setting(folder.path(), "", set);
    let read: Value = serde_json::from_str(read.as_str().unwrap()).unwrap();
    assert_eq!(
        read,
        serde_json::json!({"b": 7, "c": ["on", null], "d": {"b": 8, "c": ["on", null]}})
    );
}

#[test]
fn what_is_not_yaml_is_told_with_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("Pulumi.yaml"),
        "name: p\nruntime: rust\n",
    )
    .unwrap();
    for (text, told) in [
        ("config:\n  p:x: @x\n", "line 2"),
        ("config:\n  p:x: [1\n", "line"),
        (
            "config:\n  p:x: 1\n  p:x: 2\n",
            "`p:x` is there a second time at line 3",
        ),
        (
            "config:\n  p:x: !!int 7.0\n",
            "`7.0` is not a !!int at line 2",
        ),
        ("config:\n  p:x: .inf\n", "infinite"),
    ] {
        fs::write(folder.path().join("Pulumi.dev.yaml"), text).unwrap();
        let project = Project::find(folder.path()).unwrap();
        let error = project.stack("dev").unwrap_err().to_string();
        assert!(error.contains("Pulumi.dev.yaml"), "{error}");
        assert!(error.contains(told), "{text}: {error}");
    }
}
