//! A program in which something goes wrong, for the tests of the host: what, is said by its configuration.

use pulumi::{Context, ResourceOptions, host};
use std::{process::ExitCode, thread};

pulumi::arguments! {
    /// Arguments of [`Queue`].
    pub struct QueueArgs {
        required {}
        optional {
            name: String = "name",
        }
    }
}

pulumi::resource! {
    /// A queue.
    pub struct Queue("aws:sqs/queue:Queue", QueueArgs) {
        arn: String = "arn",
        name: String = "name",
    }
    version: "7.48.0",
}

fn queue(ctx: &Context, name: &str, args: QueueArgs) -> Queue {
    Queue::new(ctx, name, args, ResourceOptions::new())
}

fn program(ctx: &Context) -> anyhow::Result<()> {
    let secret = ctx.config().secret("password");
    let config = ctx.config().expose_secrets();
    let password = config.get("password").unwrap_or_default();
    let args = QueueArgs::new();
    let jobs = match &secret {
        Some(secret) => queue(ctx, "jobs", args.name(secret)),
        None => queue(ctx, "jobs", args.name("jobs")),
    };
    ctx.export("arn", &jobs.arn);
    ctx.export("shout", jobs.name.map(|name| name.to_uppercase()));
    match ctx.config().get("trouble") {
        Some("error") => anyhow::bail!("the password {password} is too short"),
        Some("panic") => panic!("out of luck with {password}"),
        Some("panic-in-mapping") => {
            let name = jobs.name.map(|name| -> String { panic!("oh, {name}") });
            queue(ctx, "next", QueueArgs::new().name(name));
        }
        Some("error-in-mapping") => {
            let name = jobs
                .name
                .try_map(|name| -> anyhow::Result<String> { anyhow::bail!("{name:?} is no name") });
            queue(ctx, "next", QueueArgs::new().name(name));
        }
        Some("talk") => {
            ctx.log().info(format!("the password is {password}"));
            ctx.log().warn("it may rain");
            ctx.log().status("building");
        }
        Some("endless") => {
            ctx.log().status("waiting");
            loop {
                thread::park();
            }
        }
        _ => {}
    }
    Ok(())
}

fn main() -> ExitCode {
    host::serve(program, &[])
}
