//! The program's binary as a language host, as the Pulumi CLI starts it.

use super::declarations::{mocks, program};
use pulumi::{
    engine::{Failed, HostProcess, Outcome},
    testing::Mocks,
};
use std::collections::BTreeSet;
use tokio::process::Command;

async fn run(mocks: Mocks) -> Result<Outcome, Failed> {
    let hosted = mocks.engine().run_with(|request| async move {
        let engine = request.engine_address.clone().unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_infra"));
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
