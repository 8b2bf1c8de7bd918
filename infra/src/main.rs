//! The program's language host: the Pulumi CLI starts it, as `Pulumi.yaml` says.

fn main() -> std::process::ExitCode {
    pulumi::host::serve(
        |ctx| infra::program::program(ctx, infra::artifact::provide),
        &[pulumi_aws::PACKAGE],
    )
}
