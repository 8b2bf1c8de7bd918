//! When a sandbox ends that has nothing to do.

use crate::{
    fixture::{Fixture, TIMEOUT, config, declared, options, outcome, within},
    gate::Gate,
    handler::Act,
};
use local::lambda::{FunctionConfig, InvokeError, Options};
use std::time::Duration;

pub async fn a_sandbox_without_work_is_ended_after_the_idle_time() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    let pid = fixture.pid().await;
    fixture.free().await;
    fixture.clock.advance(Duration::from_secs(40));
    fixture.invoke(Act::Leave(gate.address())).await.unwrap();
    let idle = gate.visitor().await;
    assert_eq!(idle.pid, pid, "40 seconds are not 60");
    fixture.free().await;
    fixture.clock.advance(Duration::from_secs(60));
    idle.gone().await;
    assert_ne!(fixture.pid().await, pid);
}

pub async fn a_free_sandbox_that_ended_gets_no_event() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    fixture.invoke(Act::Leave(gate.address())).await.unwrap();
    let free = gate.visitor().await;
    fixture.free().await;
    free.kill();
    fixture
        .log
        .line("ended by itself while it was free: signal: 9 (SIGKILL)")
        .await;
    assert_ne!(fixture.pid().await, free.pid);
}

pub async fn a_sandbox_that_ends_after_its_answer_costs_nobody_anything() {
    let (fixture, gate) = (Fixture::in_manner("answers and ends"), Gate::new().await);
    for _ in 0..3 {
        assert_eq!(
            fixture.invoke(Act::Leave(gate.address())).await.unwrap(),
            "answered"
        );
        gate.visitor().await;
    }
}

pub async fn a_sandbox_that_never_asks_again_is_ended_at_its_timeout() {
    let environment = declared(&[("MANNER", "answers and stays")]);
    let fixture = Fixture::with(
        FunctionConfig {
            environment,
            ..config()
        },
        Options {
            concurrency: 2,
            ..options()
        },
    );
    let gate = Gate::new().await;
    assert_eq!(
        fixture.invoke(Act::Leave(gate.address())).await.unwrap(),
        "answered"
    );
    let stays = gate.visitor().await;
    assert_eq!(
        fixture.invoke(Act::Leave(gate.address())).await.unwrap(),
        "answered"
    );
    assert_ne!(
        gate.visitor().await.pid,
        stays.pid,
        "it is not free before it asks"
    );
    fixture.clock.advance(TIMEOUT);
    stays.gone().await;
    fixture
        .log
        .line("Task timed out after 300.00 seconds")
        .await;
}

pub async fn shutting_down_ends_every_sandbox() {
    let (fixture, gate) = (Fixture::of(2), Gate::new().await);
    let at_work = fixture.begin(Act::Wait(gate.address()));
    let visitor = gate.visitor().await;
    fixture.invoke(Act::Leave(gate.address())).await.unwrap();
    let free = gate.visitor().await;

    assert!(visitor.exists() && free.exists());
    within(fixture.function.shutdown()).await;
    assert!(!visitor.exists() && !free.exists());
    assert!(matches!(outcome(at_work).await, Err(InvokeError::Stopped)));
    assert!(matches!(
        fixture.invoke(Act::Pid).await,
        Err(InvokeError::Stopped)
    ));
    assert!(matches!(
        fixture.function.warm_up().await,
        Err(InvokeError::Stopped)
    ));
    within(fixture.function.shutdown()).await;
}

pub async fn dropping_the_function_ends_its_sandboxes() {
    let (fixture, gate) = (Fixture::new(), Gate::new().await);
    fixture.invoke(Act::Leave(gate.address())).await.unwrap();
    let free = gate.visitor().await;
    drop(fixture);
    free.gone().await;
}
