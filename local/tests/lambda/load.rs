//! How many sandboxes there are, and which of them takes an event.

use crate::{
    fixture::{Fixture, config, options, outcome, within},
    gate::Gate,
    handler::Act,
};
use local::lambda::{InvokeError, Options};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::sleep;

pub async fn a_free_sandbox_is_used_again() {
    let fixture = Fixture::new();
    let pid = fixture.pid().await;
    for _ in 0..20 {
        assert_eq!(fixture.pid().await, pid);
    }
}

pub async fn a_client_that_sends_on_at_once_gets_the_same_sandbox() {
    // A sandbox asks for its next event a little after it has answered the last. On a machine that is so busy that this
    // takes long, another one is right, so there are several attempts.
    for _ in 0..10 {
        let fixture = Fixture::of(10);
        let pid = fixture.pid().await;
        let mut same = true;
        for _ in 0..20 {
            same &= fixture.pid().await == pid;
        }
        if same {
            return;
        }
    }
    panic!("it gets another one each time");
}

pub async fn the_sandbox_that_was_used_last_is_used_first() {
    let (fixture, gate) = (Fixture::of(3), Gate::new().await);
    let begun: Vec<_> = (0..3)
        .map(|_| fixture.begin(Act::Wait(gate.address())))
        .collect();
    for _ in 0..3 {
        gate.visitor().await.release();
    }
    for one in begun {
        outcome(one).await.unwrap();
    }
    // Taken in turn, no sandbox would take two events in a row, let alone five.
    within(async {
        let mut last = (fixture.pid().await, 1);
        while last.1 < 5 {
            // Gives the one that has just answered the time to ask again: before, it is not free.
            sleep(Duration::from_millis(10)).await;
            let pid = fixture.pid().await;
            last = (pid, if pid == last.0 { last.1 + 1 } else { 1 });
        }
    })
    .await;
}

pub async fn events_at_the_same_time_get_a_sandbox_each() {
    let (fixture, gate) = (Fixture::of(4), Gate::new().await);
    let begun: Vec<_> = (0..4)
        .map(|_| fixture.begin(Act::Wait(gate.address())))
        .collect();
    let mut visitors = Vec::new();
    for _ in 0..4 {
        visitors.push(gate.visitor().await);
    }
    let pids: BTreeSet<u32> = visitors.iter().map(|visitor| visitor.pid).collect();
    assert_eq!(pids.len(), 4);
    drop(visitors);
    for one in begun {
        let pid = outcome(one).await.unwrap().as_u64().unwrap();
        assert!(pids.contains(&pid.try_into().unwrap()));
    }
}

pub async fn an_event_waits_for_a_sandbox_when_all_are_at_work() {
    let fixture = Fixture::new();
    let gate = Gate::new().await;
    let first = fixture.begin(Act::Wait(gate.address()));
    let visitor = gate.visitor().await;
    let pid = visitor.pid;
    let second = fixture.begin(Act::Wait(gate.address()));
    visitor.release();
    outcome(first).await.unwrap();
    let visitor = gate.visitor().await;
    assert_eq!(visitor.pid, pid);
    visitor.release();
    outcome(second).await.unwrap();
}

pub async fn beyond_the_concurrency_events_are_throttled() {
    let patience = Duration::from_millis(20);
    let fixture = Fixture::with(
        config(),
        Options {
            concurrency: 2,
            patience,
            ..options()
        },
    );
    let gate = Gate::new().await;
    let begun: Vec<_> = (0..2)
        .map(|_| fixture.begin(Act::Wait(gate.address())))
        .collect();
    let visitors = [gate.visitor().await, gate.visitor().await];
    let error = fixture.invoke(Act::Pid).await.unwrap_err();
    assert!(
        matches!(error, InvokeError::Throttled { concurrency: 2 }),
        "{error:?}"
    );
    assert!(error.to_string().contains("--concurrency"), "{error}");
    drop(visitors);
    for one in begun {
        outcome(one).await.unwrap();
    }
}
