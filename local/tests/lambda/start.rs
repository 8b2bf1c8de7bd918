//! A sandbox comes up, or says why not.

use crate::{
    fixture::{Fixture, config, declared, options, within},
    handler::Act,
};
use local::lambda::{FunctionConfig, InitFailureCause, InvokeError, Options};
use std::time::Duration;

pub async fn a_function_that_is_warmed_up_serves_from_that_sandbox() {
    let fixture = Fixture::new();
    within(fixture.function.warm_up()).await.unwrap();
    within(fixture.function.warm_up()).await.unwrap();
    fixture.pid().await;
    assert_eq!(started(&fixture), 1);
}

pub async fn a_handler_that_ends_at_its_start_shows_its_last_lines() {
    let fixture = Fixture::in_manner("ends at once");
    let error = fixture.function.warm_up().await.unwrap_err();
    let mut expected =
        "function handler-1234567 cannot start: it ended (exit status: 3) before it asked for an \
                        event. Its last log lines:"
            .to_owned();
    (6..=25).for_each(|n| expected += &format!("\n  line {n}"));
    assert_eq!(error.to_string(), expected);
}

pub async fn a_handler_that_reports_why_it_cannot_start_is_quoted() {
    let fixture = Fixture::in_manner("reports");
    let said = within(fixture.function.warm_up())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("cannot start: Config: ITEMS_TABLE is not set. Its last"),
        "{said}"
    );
    assert!(said.contains("\n  no table"), "{said}");
}

pub async fn a_handler_that_never_asks_for_an_event_is_given_up() {
    let environment = declared(&[("MANNER", "never asks")]);
    let options = Options {
        init_timeout: Duration::from_secs(1),
        ..options()
    };
    let fixture = Fixture::with(
        FunctionConfig {
            environment,
            ..config()
        },
        options,
    );
    let said = within(fixture.function.warm_up())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("did not ask for an event within 1.00 seconds"),
        "{said}"
    );
}

pub async fn an_executable_that_is_not_there_is_named() {
    let executable = config().executable.with_file_name("no-such-bootstrap");
    let fixture = Fixture::with(
        FunctionConfig {
            executable,
            ..config()
        },
        options(),
    );
    let said = within(fixture.function.warm_up())
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("no-such-bootstrap: No such file"), "{said}");
}

pub async fn an_event_fails_when_no_sandbox_comes_up() {
    let fixture = Fixture::in_manner("ends at once");
    match fixture.invoke(Act::Pid).await {
        Err(InvokeError::InitFailed(failure)) => {
            assert!(
                matches!(failure.cause, InitFailureCause::Exited(_)),
                "{failure:?}"
            );
        }
        other => panic!("{other:?}"),
    }
}

fn started(fixture: &Fixture) -> usize {
    fixture
        .log
        .lines()
        .iter()
        .filter(|(_, line)| line == "starting")
        .count()
}
