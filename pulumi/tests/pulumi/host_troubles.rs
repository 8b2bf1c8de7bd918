//! What goes wrong in a program, or with the CLI, told through the host's process.

use crate::host::program;
use pulumi::{
    engine::{Diagnostic, Failed, Outcome, Severity},
    testing::{HostProcess, Mocks, Schema},
};
use serde_json::json;
use std::{io::Read, process::Command};

const QUEUE: &str = "aws:sqs/queue:Queue";

fn mocks(trouble: &str) -> Mocks {
    Mocks::new()
        .config("trouble", trouble)
        .outputs(QUEUE, json!({"arn": "arn:jobs"}))
}

/// Runs the example in its process. Gives what came of it, and all that the process wrote to its standard error.
async fn run(mocks: Mocks) -> (Result<Outcome, Failed>, String) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let outcome = mocks.engine().run_with(|request| async move {
        let engine = request.engine_address.clone().unwrap();
        let mut command = Command::new(program("trouble"));
        command.stderr(writer);
        let host = HostProcess::start(command.into(), &engine).await.unwrap();
        let result = host.run(request).await;
        host.cancel().await.unwrap();
        host.abandon().await.unwrap();
        result
    });
    let outcome = outcome.await;
    let mut written = String::new();
    reader.read_to_string(&mut written).unwrap();
    (outcome, written)
}

/// The one error that a program ends with. Each line on standard error would be one more in the CLI.
async fn error(mocks: Mocks) -> Diagnostic {
    let (outcome, written) = run(mocks).await;
    assert_eq!(written, "");
    let said = outcome.unwrap_err().diagnostics.into_iter();
    let errors: Vec<_> = said
        .filter(|said| said.severity == Severity::Error)
        .collect();
    let [error] = &errors[..] else {
        panic!("there is one error, not {errors:#?}");
    };
    error.clone()
}

#[tokio::test]
async fn a_panic_is_one_diagnostic_with_its_place() {
    for trouble in ["panic", "panic-in-mapping"] {
        let message = error(mocks(trouble)).await.message;
        let place = "the program panicked at pulumi/tests/programs/trouble.rs:";
        assert!(message.starts_with(place), "{message}");
    }
}

#[tokio::test]
async fn what_a_provider_refuses_is_told_once_and_on_the_resource() {
    let failing = mocks("").results("-", json!({}));
    // The schema knows no queue.
    let schema = Schema::parse(r#"{"name": "aws", "resources": {}, "types": {}}"#).unwrap();
    let error = error(failing.schema(schema)).await;
    assert_eq!(
        error.message,
        "aws:sqs/queue:Queue `jobs`: the resource type aws:sqs/queue:Queue is not in the schema"
    );
    let urn = "urn:pulumi:stack::project::aws:sqs/queue:Queue::jobs";
    assert_eq!(error.urn.as_deref(), Some(urn));
}

#[tokio::test]
async fn an_output_of_another_type_is_told_on_the_resource() {
    let mocks = Mocks::new().outputs(QUEUE, json!({"arn": 7}));
    let error = error(mocks).await;
    assert!(error.message.contains("an output `arn`"), "{error:?}");
    let urn = "urn:pulumi:stack::project::aws:sqs/queue:Queue::jobs";
    assert_eq!(error.urn.as_deref(), Some(urn));
}

#[tokio::test]
async fn what_the_program_says_reaches_the_log() {
    let (outcome, written) = run(mocks("talk")).await;
    let said = outcome.unwrap().diagnostics;
    let said: Vec<_> = said
        .iter()
        .map(|said| (said.severity, said.message.as_str(), said.ephemeral))
        .collect();
    assert_eq!(
        said,
        [
            (Severity::Info, "the password is ", false),
            (Severity::Warning, "it may rain", false),
            // Shown in the status column, while it lasts.
            (Severity::Info, "building", true),
        ]
    );
    assert_eq!(written, "");
}

#[tokio::test]
async fn a_secret_of_the_configuration_is_secret_in_all_that_comes_of_it() {
    let (outcome, _) = run(mocks("").secret("password", "hunter2")).await;
    let outcome = outcome.unwrap();
    let queue = outcome.registrations.iter().find(|r| r.r#type == QUEUE);
    let queue = queue.unwrap();
    let name = pulumi::Value::from("hunter2").into_secret();
    assert_eq!([&queue.inputs["name"], &queue.outputs["name"]], [&name; 2]);
    let shout = pulumi::Value::from("HUNTER2").into_secret();
    assert_eq!(outcome.exports["shout"], shout);
    assert_eq!(outcome.exports["shout"].display(), "[secret]");
}

#[tokio::test]
async fn a_secret_of_the_configuration_is_masked_whatever_is_said_of_it() {
    for trouble in ["error", "panic", "panic-in-mapping", "error-in-mapping"] {
        let error = error(mocks(trouble).secret("password", "hun\"ter2")).await;
        assert!(error.message.contains("[secret]"), "{error:?}");
        assert!(!error.message.contains("ter2"), "{error:?}");
    }
    let (outcome, written) = run(mocks("talk").secret("password", "hunter2")).await;
    let said = outcome.unwrap().diagnostics;
    assert_eq!(said[0].message, "the password is [secret]");
    assert_eq!(written, "");
}

#[tokio::test]
async fn a_program_that_is_cancelled_ends_at_once() {
    let failed = mocks("endless").engine().run_with(|request| async move {
        let engine = request.engine_address.clone().unwrap();
        let command = Command::new(program("trouble"));
        let host = HostProcess::start(command.into(), &engine).await.unwrap();
        let running = host.run(request);
        tokio::pin!(running);
        loop {
            // The run may not have begun yet: as long as it has not, there is nothing to cancel.
            tokio::select! {
                result = &mut running => break result,
                () = tokio::task::yield_now() => host.cancel().await.unwrap(),
            }
        }
    });
    let failed = failed.await.unwrap_err();
    let errors = failed.diagnostics.iter();
    let errors = errors.filter(|said| said.severity == Severity::Error);
    assert_eq!(errors.count(), 0, "who cancels it knows: {failed:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_the_host() {
    use std::{
        io::{BufRead, BufReader},
        os::unix::process::ExitStatusExt,
        process::Stdio,
    };
    // Whoever runs these tests in the background may have all that they start ignore interrupts.
    let mut host = Command::new("env")
        .arg("--default-signal=INT")
        .arg(program("trouble"))
        .arg("127.0.0.1:1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    let output = host.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut port).unwrap();
    let interrupt = format!("kill -INT {}", host.id());
    let interrupt = Command::new("sh").args(["-c", &interrupt]).status();
    assert!(interrupt.unwrap().success());
    assert_eq!(host.wait().unwrap().signal(), Some(2));
}

#[tokio::test]
async fn an_engine_that_is_gone_is_told_in_one_line_with_how_to_run_the_program() {
    let host = HostProcess::start(Command::new(program("trouble")).into(), "127.0.0.1:1");
    let host = host.await.unwrap();
    for (address, told) in [
        ("", "no Pulumi engine is named"),
        (
            "127.0.0.1:1",
            "cannot reach the Pulumi engine at 127.0.0.1:1",
        ),
    ] {
        let request = pulumi::RunRequest {
            monitor_address: address.into(),
            ..Default::default()
        };
        let error = host.run(request).await.unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.starts_with(told), "{error}");
        assert!(error.contains("this is a Pulumi program"), "{error}");
        assert!(error.contains("`pulumi up`"), "{error}");
    }
}
