//! The program with a route more or less than the board has: `ROUTES=+ping` or `ROUTES=-createItem`.

use anyhow::Context as _;
use infra::{artifact, constructs::RouteProps, program, settings::Settings};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    pulumi::host::serve(declare, &[pulumi_aws::PACKAGE])
}

fn declare(ctx: &pulumi::Context) -> anyhow::Result<()> {
    let mut routes = program::routes();
    let change = env::var("ROUTES").context("ROUTES says which route")?;
    match change.split_at(1) {
        ("+", key) => routes.push(RouteProps::two_way(key)),
        (_, key) => routes.retain(|route| route.key != key),
    }
    let settings = Settings::read(ctx.config())?;
    let artifact = artifact::provide(ctx, &settings)?;
    program::declare(ctx, &settings, artifact, &routes)
}
