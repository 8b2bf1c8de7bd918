//! No sandbox outlives the laptop, not even one that was killed.

use crate::{
    fixture::{Fixture, config, declared, options},
    gate::Gate,
    handler::Act,
};
use local::lambda::FunctionConfig;
use std::{
    env,
    process::{Command, ExitCode, Stdio},
};

pub async fn a_free_sandbox_ends_when_the_laptop_is_killed() {
    sandbox_ends_with_the_laptop("free").await;
}

pub async fn a_sandbox_at_work_ends_when_the_laptop_is_killed() {
    sandbox_ends_with_the_laptop("at work").await;
}

async fn sandbox_ends_with_the_laptop(what: &str) {
    let gate = Gate::new().await;
    let mut laptop = Command::new(env::current_exe().unwrap())
        .args(["laptop", &gate.address(), what])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let sandbox = gate.visitor().await;
    // SIGKILL: it has no chance to end anything.
    laptop.kill().unwrap();
    laptop.wait().unwrap();
    sandbox.gone().await;
}

/// A laptop with one sandbox, which is known at the gate.
pub fn laptop(gate: &str, what: &str) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let gate = gate.to_owned();
        match what {
            // Nothing but the Runtime API's end tells this one.
            "free" => {
                let fixture = Fixture::new();
                fixture.invoke(Act::Leave(gate)).await.unwrap();
                std::future::pending().await
            }
            // Blocked as it is, this one neither asks nor answers.
            "at work" => {
                let environment = declared(&[("MANNER", "ends with the laptop")]);
                let fixture = Fixture::with(
                    FunctionConfig {
                        environment,
                        ..config()
                    },
                    options(),
                );
                fixture.begin(Act::Wait(gate)).await.unwrap().unwrap();
                unreachable!("it waits at the gate")
            }
            other => panic!("no such laptop: {other}"),
        }
    })
}
