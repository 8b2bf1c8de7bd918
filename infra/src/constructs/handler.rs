//! The function that handles every event of the API, with its role and its logs.

use crate::{
    policy::{self, Grant},
    settings::Architecture,
};
use pulumi::{Archive, Component, Context, Input, Output, ResourceOptions};
use pulumi_aws::{cloudwatch, iam, lambda};

/// The Lambda function, its role and its log group.
pub struct Handler {
    function: lambda::Function,
}

/// What a handler is made of.
pub struct HandlerProps {
    /// The archive with its `bootstrap`.
    pub code: Archive,
    /// Its instruction set.
    pub architecture: Architecture,
    /// Its memory in MB.
    pub memory: i64,
    /// Seconds after which it is stopped.
    pub timeout: i64,
    /// Days that its logs are kept.
    pub log_retention_days: i64,
    /// Its environment.
    pub environment: Vec<(&'static str, Input<String>)>,
    /// All that it may do, besides writing its own logs.
    pub grants: Vec<Grant>,
}

impl Handler {
    /// Declares the function under a logical name.
    ///
    /// It depends on its policy and its log group: it must not run before it may do what it does, and a function that runs
    /// without a log group makes one of its own, which is kept for ever.
    pub fn new(ctx: &Context, name: &str, props: HandlerProps) -> Self {
        let component =
            Component::new(ctx, "taskboard:infra:Handler", name, ResourceOptions::new());
        let child = || ResourceOptions::new().parent(&component);
        let role = iam::Role::new(
            ctx,
            &format!("{name}-role"),
            iam::RoleArgs::new(policy::trust("lambda.amazonaws.com")),
            child(),
        );
        let logs = cloudwatch::LogGroup::new(
            ctx,
            &format!("{name}-logs"),
            cloudwatch::LogGroupArgs::new().retention_in_days(props.log_retention_days),
            child(),
        );
        let grants = props
            .grants
            .into_iter()
            .chain([grant_write(&logs)])
            .collect();
        let allowed = iam::RolePolicy::new(
            ctx,
            &format!("{name}-policy"),
            iam::RolePolicyArgs::new(policy::allow(grants), &role.id),
            child(),
        );
        let function = lambda::Function::new(
            ctx,
            name,
            lambda::FunctionArgs::new(&role.arn)
                .runtime("provided.al2023")
                .handler("bootstrap")
                .code(props.code)
                .architectures([props.architecture.name()])
                .memory_size(props.memory)
                .timeout(props.timeout)
                .environment(lambda::FunctionEnvironment::new().variables(props.environment))
                .logging_config(lambda::FunctionLoggingConfig::new("Text").log_group(&logs.name)),
            child().depends_on(&allowed).depends_on(&logs),
        );
        component.register_outputs([("functionName", &function.name)]);
        Self { function }
    }

    /// The function's physical name.
    pub fn name(&self) -> &Output<String> {
        &self.function.name
    }

    /// The ARN by which API Gateway invokes it.
    pub fn invoke_arn(&self) -> &Output<String> {
        &self.function.invoke_arn
    }
}

/// Allows a function to write its own logs: `CreateLogStream` for each sandbox and `PutLogEvents`. The group itself is declared.
fn grant_write(logs: &cloudwatch::LogGroup) -> Grant {
    Grant {
        actions: &["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: logs.arn.map(|arn| vec![format!("{arn}:*")]),
    }
}
