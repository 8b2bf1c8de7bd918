//! The function that handles every event of the API, with its role and its logs.

use super::role::Role;
use crate::metric::{Metric, Statistic};
use protocol::names::metric;
use pulumi::{Archive, Component, Context, Output, ResourceOptions};
use pulumi_aws::{cloudwatch, lambda};

/// The Lambda function, its role and its log group.
pub struct Handler {
    function: lambda::Function,
}

/// What a handler is made of.
pub struct HandlerProps {
    /// The archive with its `bootstrap`.
    pub code: Output<Archive>,
    /// Its instruction set, as Lambda names it.
    pub architecture: Output<String>,
    /// Its memory in MB.
    pub memory: i64,
    /// Seconds after which it is stopped.
    pub timeout: i64,
    /// How many sandboxes are kept for it, if any are; then it has no more than these.
    pub reserved_concurrency: Option<i64>,
    /// Days that its logs are kept.
    pub log_retention_days: i64,
    /// Its environment.
    pub environment: Vec<(&'static str, Output<String>)>,
}

impl Handler {
    /// Declares the role of the function that will have this logical name. It comes first: what a construct grants after
    /// [`Handler::new`] would not be in the policy.
    pub fn role(ctx: &Context, name: &str, options: ResourceOptions) -> Role {
        let component = Component::new(ctx, "taskboard:infra:Handler", name, options);
        Role::new(ctx, name, "lambda.amazonaws.com", component)
    }

    /// Declares the function that runs as a role, and allows it to write its own logs.
    ///
    /// It depends on its policy and its log group: it must not run before it may do what it does, and a function that runs
    /// without a log group makes one of its own, which is kept for ever.
    pub fn new(ctx: &Context, role: Role, props: HandlerProps) -> Self {
        let component = &role.component;
        let logs = cloudwatch::LogGroup::new(
            ctx,
            &format!("{}-logs", role.name()),
            cloudwatch::LogGroupArgs::new().retention_in_days(props.log_retention_days),
            component.child(),
        );
        grant_write(&logs, &role);
        let policy = role.policy(ctx);
        let mut args = lambda::FunctionArgs::new(role.arn())
            .runtime("provided.al2023")
            .handler("bootstrap")
            .code(props.code)
            .architectures([props.architecture])
            .memory_size(props.memory)
            .timeout(props.timeout)
            .environment(lambda::FunctionEnvironment::new().variables(props.environment))
            .logging_config(lambda::FunctionLoggingConfig::new("Text").log_group(&logs.name));
        if let Some(sandboxes) = props.reserved_concurrency {
            args = args.reserved_concurrent_executions(sandboxes);
        }
        let options = component.child().depends_on(&policy).depends_on(&logs);
        let function = lambda::Function::new(ctx, role.name(), args, options);
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

    /// Invocations.
    pub fn metric_invocations(&self) -> Metric {
        self.metric("Invocations", Statistic::Sum)
    }

    /// Invocations that ended with an error or at the time-out.
    pub fn metric_errors(&self) -> Metric {
        self.metric("Errors", Statistic::Sum)
    }

    /// Invocations that found no sandbox.
    pub fn metric_throttles(&self) -> Metric {
        self.metric("Throttles", Statistic::Sum)
    }

    /// How long invocations take, in milliseconds.
    pub fn metric_duration(&self, statistic: Statistic) -> Metric {
        self.metric("Duration", statistic)
    }

    /// Sandboxes at work.
    pub fn metric_concurrent_executions(&self) -> Metric {
        self.metric("ConcurrentExecutions", Statistic::Maximum)
    }

    /// Events that did not reach a peer: the handler's own metric, which it writes with its logs.
    pub fn metric_undelivered_events(&self) -> Metric {
        Metric {
            namespace: metric::NAMESPACE,
            name: metric::UNDELIVERED_EVENTS,
            statistic: Statistic::Sum,
            dimensions: vec![(metric::DIMENSION, self.function.name.clone())],
        }
    }

    /// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>
    fn metric(&self, name: &'static str, statistic: Statistic) -> Metric {
        Metric {
            namespace: "AWS/Lambda",
            name,
            statistic,
            dimensions: vec![("FunctionName", self.function.name.clone())],
        }
    }
}

/// Allows a function to write its own logs: `CreateLogStream` for each sandbox and `PutLogEvents`. The group itself is declared.
fn grant_write(logs: &cloudwatch::LogGroup, role: &Role) {
    let streams = logs.arn.map(|arn| vec![format!("{arn}:log-stream:*")]);
    role.allow(&["logs:CreateLogStream", "logs:PutLogEvents"], streams);
}
