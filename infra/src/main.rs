//! The program's language host: the Pulumi CLI starts it, as `Pulumi.yaml` says.

use infra::{artifact, program::program};

fn main() -> std::process::ExitCode {
    pulumi::host::serve(
        |ctx| program(ctx, |settings| artifact::provide(ctx, settings)),
        &[pulumi_aws::PACKAGE],
    )
}
