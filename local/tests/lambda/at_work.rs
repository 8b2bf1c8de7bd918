//! One event at a time: its answer, its error, its time.

use crate::{
    fixture::{Fixture, TIMEOUT, outcome},
    gate::Gate,
    handler::Act,
};
use local::lambda::InvokeError;
use serde_json::{Value, json};
use testkit::runtime_api::ErrorReport;

pub async fn an_answer_is_what_the_handler_returned() {
    let event = json!({ "body": "{\"action\":\"test\"}", "n": 1.5, "text": "ü\u{0}\u{1f600}" });
    assert_eq!(
        Fixture::new()
            .invoke(Act::Echo(event.clone()))
            .await
            .unwrap(),
        event
    );
}

pub async fn an_error_of_the_handler_is_told_in_its_words() {
    let fixture = Fixture::new();
    let pid = fixture.pid().await;
    match fixture.invoke(Act::Fail("no such board".to_owned())).await {
        Err(InvokeError::Error(ErrorReport {
            error_type,
            message,
        })) => {
            assert!(!error_type.is_empty());
            assert_eq!(message, "no such board");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        fixture.pid().await,
        pid,
        "an error is no reason to end the sandbox"
    );
}

pub async fn a_panic_of_the_handler_is_an_error_and_the_sandbox_goes_on() {
    let fixture = Fixture::new();
    let pid = fixture.pid().await;
    match fixture
        .invoke(Act::Panic("index out of bounds".to_owned()))
        .await
    {
        Err(InvokeError::Error(ErrorReport { message, .. })) => {
            assert!(message.contains("index out of bounds"))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fixture.pid().await, pid);
}

pub async fn a_sandbox_that_ends_in_the_middle_fails_that_event_and_is_replaced() {
    let fixture = Fixture::new();
    let pid = fixture.pid().await;
    match fixture.invoke(Act::Exit(7)).await {
        Err(InvokeError::Crashed { status, last_lines }) => {
            assert_eq!(status, "exit status: 7");
            assert_eq!(last_lines.0, ["starting", "ending with 7"]);
        }
        other => panic!("{other:?}"),
    }
    fixture
        .log
        .line("Runtime exited with error: exit status: 7")
        .await;
    assert_ne!(fixture.pid().await, pid);
}

pub async fn a_sandbox_that_is_killed_in_the_middle_fails_that_event() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    let at_work = fixture.begin(Act::Wait(gate.address()));
    gate.visitor().await.kill();
    match outcome(at_work).await {
        Err(InvokeError::Crashed { status, .. }) => assert_eq!(status, "signal: 9 (SIGKILL)"),
        other => panic!("{other:?}"),
    }
    fixture.pid().await;
}

pub async fn at_the_declared_timeout_the_sandbox_is_killed_and_replaced() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    let at_work = fixture.begin(Act::Wait(gate.address()));
    let visitor = gate.visitor().await;
    let pid = visitor.pid;
    fixture.clock.advance(TIMEOUT);
    match outcome(at_work).await {
        Err(InvokeError::TimedOut { after }) => assert_eq!(after, TIMEOUT),
        other => panic!("{other:?}"),
    }
    visitor.gone().await;
    fixture
        .log
        .line("Task timed out after 300.00 seconds")
        .await;
    assert_ne!(fixture.pid().await, pid);
}

pub async fn what_a_sandbox_started_is_killed_with_it() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    fixture.invoke(Act::Start(gate.address())).await.unwrap();
    let started = gate.visitor().await;
    let at_work = fixture.begin(Act::Wait(gate.address()));
    let _visitor = gate.visitor().await;
    fixture.clock.advance(TIMEOUT);
    outcome(at_work).await.unwrap_err();
    started.gone().await;

    fixture.invoke(Act::Start(gate.address())).await.unwrap();
    let started = gate.visitor().await;
    fixture.invoke(Act::Exit(0)).await.unwrap_err();
    started.gone().await;
}

pub async fn an_invocation_that_nobody_waits_for_runs_to_its_end() {
    let (fixture, gate) = (Fixture::of(2), Gate::new().await);
    let at_work = fixture.begin(Act::Wait(gate.address()));
    let visitor = gate.visitor().await;
    at_work.abort();
    at_work.await.unwrap_err();

    let other = fixture.pid().await;
    assert_ne!(other, visitor.pid, "it is still at work");
    let _second = fixture.begin(Act::Wait(gate.address()));
    let second = gate.visitor().await;
    assert_eq!(second.pid, other);
    // There are only these two, and the second is at work.
    let pid = visitor.pid;
    visitor.release();
    assert_eq!(fixture.pid().await, pid);
}

pub async fn lines_go_to_the_sink_under_the_sandboxs_stream() {
    let fixture = Fixture::new();
    let (stdout, stderr) = ("one\ntwo\r\n\nunended".to_owned(), "worse\n".to_owned());
    fixture.invoke(Act::Write { stdout, stderr }).await.unwrap();
    let (stream, _) = fixture.log.line("worse").await;
    fixture.log.line("two").await;
    fixture.invoke(Act::Exit(0)).await.unwrap_err();
    fixture.log.line("unended").await;

    let lines = fixture.log.lines();
    let stdout: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    assert!(
        stdout.windows(3).any(|lines| lines == ["one", "two", ""]),
        "{stdout:?}"
    );
    assert!(lines.iter().all(|(of, _)| *of == stream));
    let variables = fixture.invoke(Act::Environment).await.unwrap();
    let told = &variables["variables"]["AWS_LAMBDA_LOG_STREAM_NAME"];
    assert_ne!(
        *told,
        Value::from(stream.as_str()),
        "each sandbox has a stream of its own"
    );
    assert_eq!(
        fixture.log.lines().last().unwrap().0,
        told.as_str().unwrap()
    );
}
