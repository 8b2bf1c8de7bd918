//! How large events and answers may be.

use crate::{fixture::Fixture, handler::Act};
use local::lambda::InvokeError;
use testkit::runtime_api::ErrorReport;

const SIX_MEGABYTES: usize = 6 * 1024 * 1024;

pub async fn six_megabytes_go_both_ways() {
    let fixture = Fixture::new();
    // The event is `{"Echo":"x…x"}`.
    let text = "x".repeat(SIX_MEGABYTES - r#"{"Echo":""}"#.len());
    assert_eq!(
        fixture
            .invoke(Act::Echo(text.clone().into()))
            .await
            .unwrap(),
        text
    );
    let answer = fixture
        .invoke(Act::Answer(SIX_MEGABYTES + 100))
        .await
        .unwrap();
    assert_eq!(answer.as_str().unwrap().len() + 2, SIX_MEGABYTES + 100);
}

pub async fn an_event_that_is_too_large_is_refused() {
    let fixture = Fixture::new();
    let text = "x".repeat(SIX_MEGABYTES + 1 - r#"{"Echo":""}"#.len());
    let error = fixture.invoke(Act::Echo(text.into())).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the event has 6291457 bytes, and Lambda takes at most 6291456"
    );
    assert!(
        fixture.log.lines().is_empty(),
        "no sandbox was started for it"
    );
}

pub async fn an_answer_that_is_too_large_is_an_error_and_the_sandbox_goes_on() {
    let fixture = Fixture::new();
    let pid = fixture.pid().await;
    match fixture.invoke(Act::Answer(SIX_MEGABYTES + 101)).await {
        Err(InvokeError::Error(ErrorReport {
            error_type,
            message,
        })) => {
            assert_eq!(error_type, "Function.ResponseSizeTooLarge");
            assert_eq!(
                message,
                "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)."
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fixture.pid().await, pid);
}
