//! The program's binary as a language host, as the Pulumi CLI starts it.

use super::declarations::{mocks, program};
use pulumi::{
    engine::{Failed, Outcome},
    testing::{HostProcess, Mocks},
};
use std::{collections::BTreeSet, os::unix::fs::symlink, path::PathBuf};
use tokio::process::Command;

async fn run(mocks: Mocks) -> Result<Outcome, Failed> {
    run_command(Command::new(env!("CARGO_BIN_EXE_infra")), mocks).await
}

async fn run_command(command: Command, mocks: Mocks) -> Result<Outcome, Failed> {
    let hosted = mocks.engine().run_with(|request| async move {
        let engine = request.engine_address.clone().unwrap();
        let host = HostProcess::start(command, &engine).await.unwrap();
        host.run(request).await
    });
    hosted.await
}

fn urns(outcome: &Outcome) -> BTreeSet<String> {
    outcome
        .registrations
        .iter()
        .map(|r| r.urn.clone())
        .collect()
}

#[tokio::test]
async fn the_binary_is_a_host_that_declares_what_the_program_does() {
    let artifact = tempfile::NamedTempFile::with_suffix(".zip").unwrap();
    let path = artifact.path().to_str().unwrap();
    let hosted = run(mocks().config("artifact", path)).await.unwrap();
    let here = mocks().engine().run(program).await.unwrap();
    assert_eq!(urns(&hosted), urns(&here));
    let mut registrations = hosted.registrations.iter();
    let function = registrations
        .find(|r| r.name == "handler" && r.custom)
        .unwrap();
    assert_eq!(function.inputs_json()["code"]["path"], path);
}

#[tokio::test]
async fn an_artifact_that_is_not_there_is_an_error_that_names_it() {
    let failed = run(mocks().config("artifact", "/nowhere/handler.zip"))
        .await
        .unwrap_err();
    assert!(
        failed.to_string().contains("/nowhere/handler.zip"),
        "{failed}"
    );
    assert!(
        failed.registrations.iter().all(|r| r.parent.is_none()),
        "only the stack itself"
    );
}

#[tokio::test]
async fn the_path_of_an_artifact_that_is_secret_is_not_told_when_it_is_not_there() {
    let failed = run(mocks().secret("artifact", "/nowhere/handler.zip"))
        .await
        .unwrap_err();
    let error = failed.to_string();
    assert!(error.contains("`artifact`, which is secret"), "{error}");
    assert!(!error.contains("nowhere"), "{error}");
}

/// Cargo and rustc are there, and nothing else.
#[tokio::test]
async fn without_cargo_lambda_the_error_says_how_to_install_it() {
    let tools = tempfile::tempdir().unwrap();
    let cargo = PathBuf::from(env!("CARGO"));
    for tool in ["cargo", "rustc"] {
        symlink(cargo.with_file_name(tool), tools.path().join(tool)).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_infra"));
    command
        .env("PATH", tools.path())
        // Commands of Cargo are looked for there, too.
        .env("CARGO_HOME", tools.path());
    let failed = run_command(command, mocks()).await.unwrap_err();
    let error = failed.to_string();
    assert_eq!(
        error,
        "building the handler needs cargo-lambda and zig: pip install cargo-lambda ziglang"
    );
    let told = failed.diagnostics.iter();
    let mut status = told.filter(|said| said.ephemeral);
    assert_eq!(status.next().unwrap().message, "building the handler");
}
