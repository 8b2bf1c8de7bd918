//! A Pulumi program that is its own language host: a queue, and who may read it.
//!
//! `main` is all that makes it one. The Pulumi CLI starts it by a script `pulumi-language-rust`, with its own address as argument.

use pulumi::{Context, ResourceOptions, host};
use std::process::ExitCode;

pulumi::arguments! {
    /// Arguments of [`Queue`].
    pub struct QueueArgs {
        required {}
        optional {
            delay_seconds: i64 = "delaySeconds",
        }
    }
}

pulumi::resource! {
    /// A queue.
    pub struct Queue("aws:sqs/queue:Queue", QueueArgs) {
        arn: String = "arn",
    }
    version: "7.48.0",
}

pulumi::arguments! {
    /// Arguments of [`QueuePolicy`].
    pub struct QueuePolicyArgs {
        required {
            policy: String = "policy",
            queue_url: String = "queueUrl",
        }
        optional {}
    }
}

pulumi::resource! {
    /// Who may do what to a queue.
    pub struct QueuePolicy("aws:sqs/queuePolicy:QueuePolicy", QueuePolicyArgs) {}
    version: "7.48.0",
}

fn program(ctx: &Context) -> anyhow::Result<()> {
    let delay: i64 = ctx.config().get("delay").unwrap_or("0").parse()?;
    let queue = Queue::new(
        ctx,
        "jobs",
        QueueArgs::new().delay_seconds(delay),
        ResourceOptions::new().protect(true),
    );
    let policy = queue.arn.map(|arn| format!(r#"{{"Resource":"{arn}"}}"#));
    QueuePolicy::new(
        ctx,
        "jobs-policy",
        QueuePolicyArgs::new(policy, &queue.id),
        ResourceOptions::new(),
    );
    ctx.export("queue", &queue.arn);
    Ok(())
}

fn main() -> ExitCode {
    let aws = host::Package {
        name: "aws",
        version: "7.48.0",
    };
    host::serve(program, &[aws])
}
