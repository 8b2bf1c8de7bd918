//! The language host as a process of its own, as the CLI starts it.

use pulumi::engine::{Engine, Severity};
use pulumi::protocol::{self as rpc, language_runtime_client::LanguageRuntimeClient};
use pulumi::testing::{HostProcess, Mocks};
use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

/// An example, which `cargo test` builds.
pub fn program(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop(); // deps
    path.pop(); // debug
    let path = path
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not there: `cargo build --package pulumi --example {name}`",
        path.display()
    );
    path
}

async fn start(engine: &str) -> HostProcess {
    HostProcess::start(Command::new(program("host")).into(), engine)
        .await
        .unwrap()
}

/// Runs the program in its process.
async fn run(engine: Engine) -> Result<pulumi::engine::Outcome, pulumi::engine::Failed> {
    let outcome = engine.run_with(|request| async move {
        let host = start(request.engine_address.as_deref().unwrap()).await;
        let result = host.run(request).await;
        host.cancel().await.unwrap();
        result
    });
    outcome.await
}

#[tokio::test]
async fn the_program_runs_over_the_wire() {
    let mocks = Mocks::new().config("delay", "5").outputs(
        "aws:sqs/queue:Queue",
        serde_json::json!({"arn": "arn:jobs"}),
    );
    let outcome = run(mocks.engine()).await.unwrap();
    let find = |name: &str| {
        outcome
            .registrations
            .iter()
            .find(|r| r.name == name)
            .unwrap()
    };
    let (queue, policy) = (find("jobs"), find("jobs-policy"));
    assert_eq!(queue.inputs_json(), serde_json::json!({"delaySeconds": 5}));
    assert_eq!(
        (queue.version.as_str(), queue.protect),
        ("7.48.0", Some(true))
    );
    assert_eq!(
        policy.inputs["policy"].as_str(),
        Some(r#"{"Resource":"arn:jobs"}"#)
    );
    assert!(policy.property_dependencies["policy"].contains(&queue.urn));
    assert_eq!(outcome.exports["queue"].as_str(), Some("arn:jobs"));
}

#[tokio::test]
async fn a_preview_in_the_host_leaves_unknown_what_is_unknown() {
    let outcome = run(Mocks::new().preview().engine()).await.unwrap();
    assert_eq!(outcome.exports["queue"], pulumi::Value::Unknown);
}

#[tokio::test]
async fn an_error_of_the_program_is_logged_and_not_in_the_response() {
    let failed = run(Mocks::new().config("delay", "long").engine())
        .await
        .unwrap_err();
    let errors: Vec<_> = failed
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].message, "invalid digit found in string");
}

#[tokio::test]
async fn one_host_runs_the_program_as_often_as_it_is_asked() {
    let host = start("127.0.0.1:1").await;
    for preview in [true, false] {
        let engine = Mocks::new().outputs("aws:sqs/queue:Queue", serde_json::json!({"arn": "a"}));
        let outcome = engine
            .engine()
            .dry_run(preview)
            .run_with(|request| host.run(request))
            .await;
        assert_eq!(outcome.unwrap().registrations.len(), 3);
    }
}

#[tokio::test]
async fn the_host_tells_which_providers_to_fetch_and_what_it_is_made_of() {
    let host = start("127.0.0.1:1").await;
    let address = host.address().to_owned();
    let mut client = LanguageRuntimeClient::connect(address).await.unwrap();

    let answer = client.get_required_packages(rpc::GetRequiredPackagesRequest::default());
    let packages = answer.await.unwrap().into_inner().packages;
    let [aws] = &packages[..] else {
        panic!("{packages:?}");
    };
    assert_eq!((aws.name.as_str(), aws.version.as_str()), ("aws", "7.48.0"));

    let answer = client.install_dependencies(rpc::InstallDependenciesRequest::default());
    let mut output = answer.await.unwrap().into_inner();
    assert_eq!(output.message().await.unwrap(), None);

    let about = client.about(rpc::AboutRequest::default()).await.unwrap();
    let about = about.into_inner();
    assert!(!about.executable.is_empty());
    assert!(about.version.starts_with("rustc "), "{about:?}");

    let answer = client.get_program_dependencies(rpc::GetProgramDependenciesRequest::default());
    let dependencies = answer.await.unwrap().into_inner().dependencies;
    assert!(
        dependencies.iter().any(|known| known.name == "pulumi"),
        "{dependencies:?}"
    );
}

#[tokio::test]
async fn the_host_ends_when_the_cli_is_gone() {
    let host = start("127.0.0.1:1").await;
    let deadline = std::time::Duration::from_secs(30);
    tokio::time::timeout(deadline, host.abandon())
        .await
        .expect("it ends")
        .unwrap();
}

#[test]
fn without_an_engine_it_says_in_one_line_how_to_run_it() {
    for arguments in [&[][..], &["--help"]] {
        let output = Command::new(program("host"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("this is a Pulumi program") && said.contains("`pulumi up`"),
            "{said}"
        );
    }
}
