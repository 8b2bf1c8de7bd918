//! How long the program takes from `Run` to its last registration, with an engine that answers at once.
//!
//! `cargo bench --profile dev --package infra`: the CLI runs the program as Cargo builds it without more words. Beside it stands the same
//! program in this process, without a host of its own.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use pulumi::{
    Archive, Context,
    testing::{HostProcess, Mocks, Schema},
};
use std::time::{Duration, Instant};
use tokio::{process::Command, runtime::Runtime};

const RUNS: usize = 20;

fn mocks() -> Mocks {
    let endpoint = serde_json::json!({
        "apiEndpoint": "wss://abc123.execute-api.eu-north-1.amazonaws.com",
        "executionArn": "arn:aws:execute-api:eu-north-1:123456789012:abc123",
        "region": "eu-north-1",
    });
    let schema = Schema::parse(pulumi_aws::SCHEMA).unwrap();
    let mocks = Mocks::new().schema(schema);
    mocks.outputs("aws:apigatewayv2/api:Api", endpoint)
}

fn program(ctx: &Context) -> anyhow::Result<()> {
    infra::program::program(ctx, |_| Ok(Archive::file("handler.zip")))
}

async fn hosted(artifact: &str) -> (Duration, usize) {
    let mut taken = Duration::ZERO;
    let outcome = mocks().config("artifact", artifact).engine();
    let outcome = outcome.run_with(async |request| {
        let engine = request.engine_address.clone().unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_infra"));
        let host = HostProcess::start(command, &engine).await.unwrap();
        let started = Instant::now();
        let result = host.run(request).await;
        taken = started.elapsed();
        result
    });
    let resources = outcome.await.unwrap().registrations.len();
    (taken, resources)
}

async fn in_process() -> (Duration, usize) {
    let engine = mocks().engine();
    let started = Instant::now();
    let outcome = engine.run(program).await.unwrap();
    (started.elapsed(), outcome.registrations.len())
}

fn main() {
    let artifact = tempfile::NamedTempFile::with_suffix(".zip").unwrap();
    let artifact = artifact.path().to_str().unwrap();
    let runtime = Runtime::new().unwrap();
    let measure = |name: &str, run: &dyn Fn() -> (Duration, usize)| {
        let mut runs: Vec<_> = (0..RUNS).map(|_| run()).collect();
        runs.sort();
        let (median, resources) = runs[RUNS / 2];
        let (longest, _) = runs[RUNS - 1];
        println!(
            "{name}: median {median:.1?}, longest {longest:.1?} of {RUNS} runs, {resources} resources"
        );
    };
    measure("in this process", &|| runtime.block_on(in_process()));
    measure("from Run, in a new host", &|| {
        runtime.block_on(hosted(artifact))
    });
}
