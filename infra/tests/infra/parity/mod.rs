//! This program, and the same one written with Pulumi's official SDK for Python, register the same.
//!
//! What the Python program registers, with everything that settings can add, is kept in `registered.json` and, for a preview, in
//! `previewed.json`. To record it anew, with `pulumi` and `pulumi-aws` 7.48.0 installed:
//! `PULUMI_PYTHON=python3 cargo test --package infra parity`.

use super::{
    declarations::program,
    stacks::{EVERYTHING, with},
};
use pulumi::{
    engine::{Engine, Outcome},
    testing::Declared,
};
use serde_json::{Value, json};
use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};
use tokio::process::Command;

#[tokio::test]
async fn the_program_registers_what_the_official_python_sdk_registers_for_it() {
    for preview in [false, true] {
        if let Some(python) = env::var_os("PULUMI_PYTHON") {
            let recorded = comparable(record(engine(preview), &python).await);
            let text = serde_json::to_string_pretty(&recorded).unwrap();
            fs::write(file(preview), text + "\n").unwrap();
        }
        let ours = comparable(engine(preview).run(program).await.unwrap());
        let theirs: Value =
            serde_json::from_str(&fs::read_to_string(file(preview)).unwrap()).unwrap();
        // One resource at a time, or a difference is hard to find.
        for (path, theirs) in theirs["resources"].as_object().unwrap() {
            assert_eq!(
                &ours["resources"][path], theirs,
                "{path}, preview: {preview}"
            );
        }
        assert_eq!(ours, theirs, "preview: {preview}");
    }
}

fn engine(preview: bool) -> Engine {
    with(&EVERYTHING).engine().dry_run(preview)
}

fn comparable(outcome: Outcome) -> Value {
    let declared = Declared(outcome);
    let mut resources = declared.to_json();
    // What a provider is told is JSON as text, in which each SDK has spaces of its own.
    let tags = &mut resources["pulumi:providers:aws::aws"]["inputs"]["defaultTags"];
    *tags = serde_json::from_str(tags.as_str().unwrap()).unwrap();
    json!({"resources": resources, "exports": declared.exports()})
}

async fn record(engine: Engine, python: &OsStr) -> Outcome {
    let recorded = engine.run_with(|request| async move {
        let status = Command::new(python)
            .arg(folder().join("program.py"))
            .env("PULUMI_PROJECT", request.project)
            .env("PULUMI_STACK", request.stack)
            .env("PULUMI_MONITOR", request.monitor_address)
            .env("PULUMI_ENGINE", request.engine_address.unwrap())
            .env("PULUMI_DRY_RUN", request.dry_run.to_string())
            .status()
            .await
            .unwrap();
        assert!(status.success(), "{status}");
        Ok(())
    });
    recorded.await.unwrap()
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/infra/parity"))
}

fn file(preview: bool) -> PathBuf {
    folder().join(match preview {
        true => "previewed.json",
        false => "registered.json",
    })
}
