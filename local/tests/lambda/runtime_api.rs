//! What a sandbox hears over the Runtime API.

use crate::{
    fixture::{Fixture, TIMEOUT, config, declared, options},
    gate::Gate,
    handler::Act,
};
use local::lambda::{FunctionConfig, InvokeError};
use serde_json::{Value, json};
use std::{
    future::ready,
    pin::pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub async fn an_event_comes_with_lambdas_headers() {
    let fixture = Fixture::new();
    let context = fixture.invoke(Act::Context).await.unwrap();
    assert_eq!(
        context["arn"],
        "arn:aws:lambda:eu-north-1:000000000000:function:handler-1234567"
    );
    let id = context["requestId"].as_str().unwrap();
    assert_eq!(
        id.split('-').map(str::len).collect::<Vec<_>>(),
        [8, 4, 4, 4, 12]
    );
    let trace = context["trace"].as_str().unwrap();
    let root = trace
        .strip_prefix("Root=1-")
        .unwrap()
        .strip_suffix(";Sampled=0")
        .unwrap();
    assert_eq!(root.split('-').map(str::len).collect::<Vec<_>>(), [8, 24]);
    let next = fixture.invoke(Act::Context).await.unwrap();
    assert_ne!(next["requestId"], context["requestId"]);
}

pub async fn the_deadline_is_in_real_time_wherever_the_clock_stands() {
    let fixture = Fixture::new();
    fixture.clock.advance(Duration::from_secs(7200));
    let before = epoch_ms();
    let context = fixture.invoke(Act::Context).await.unwrap();
    let deadline = Duration::from_millis(context["deadline"].as_u64().unwrap());
    assert!(before + TIMEOUT <= deadline && deadline <= epoch_ms() + TIMEOUT);
}

pub async fn what_does_not_fit_the_sandboxs_state_is_refused() {
    let fixture = Fixture::in_manner("errs");
    assert_eq!(
        fixture.invoke(Act::Pid).await.unwrap(),
        json!({
            "response before the first event": 403,
            "next before the answer": 403,
            "init error after init": 403,
            "response to another event": 400,
            "error of another event": 400,
            "unknown path": 404,
            "wrong method": 404,
        })
    );
    fixture.pid().await;
}

pub async fn an_event_is_not_lost_when_the_sandbox_hangs_up_and_asks_again() {
    let fixture = Fixture::in_manner("hangs up");
    fixture.function.warm_up().await.unwrap();
    fixture.log.line("hung up").await;
    fixture.pid().await;
}

pub async fn an_event_that_the_sandbox_did_not_take_goes_to_another() {
    let (gate, end) = (Gate::new().await, Gate::new().await);
    let fixture = ending_at(&end, "answers, hangs up and ends");
    let answered = fixture.invoke(Act::Leave(gate.address())).await.unwrap();
    assert_eq!(answered, "answered");
    let first = gate.visitor().await.pid;
    assert_eq!(
        handed_out_before(&fixture, &end, &gate).await.unwrap(),
        "answered"
    );
    assert_ne!(gate.visitor().await.pid, first);
}

pub async fn an_event_that_a_new_sandbox_did_not_take_fails() {
    let (gate, end) = (Gate::new().await, Gate::new().await);
    let fixture = ending_at(&end, "hangs up and ends");
    fixture.free().await;
    match handed_out_before(&fixture, &end, &gate).await {
        Err(InvokeError::Crashed { status, .. }) => assert_eq!(status, "exit status: 5"),
        other => panic!("{other:?}"),
    }
    let lines = fixture.log.lines();
    let started = lines.iter().filter(|(_, line)| line == "starting");
    assert_eq!(started.count(), 1, "those that follow would end as well");
}

fn ending_at(end: &Gate, manner: &str) -> Fixture {
    let environment = declared(&[("MANNER", manner), ("GATE", &end.address())]);
    Fixture::with(
        FunctionConfig {
            environment,
            ..config()
        },
        options(),
    )
}

/// What becomes of an event that the free sandbox is given, before that sandbox ends.
async fn handed_out_before(
    fixture: &Fixture,
    end: &Gate,
    gate: &Gate,
) -> Result<Value, InvokeError> {
    let sandbox = end.visitor().await;
    fixture.log.line("hung up").await;
    fixture.free().await;
    let mut invocation = pin!(fixture.invoke(Act::Leave(gate.address())));
    // Polled once, the event is handed out.
    tokio::select! {
        biased;
        early = &mut invocation => panic!("{early:?}"),
        () = ready(()) => {}
    }
    sandbox.release();
    invocation.await
}

/// Whole milliseconds, as the deadline is.
fn epoch_ms() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Duration::from_millis(now.as_millis().try_into().unwrap())
}
