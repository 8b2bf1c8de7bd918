//! Alarms: what an operator wants to be told of, and where it goes.

use super::{handler::Handler, stage::Stage, watched::Watched};
use crate::metric::{Metric, Statistic};
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::{cloudwatch, sns};

/// Seconds over which most alarms look at their metric.
const PERIOD_S: i64 = 300;

/// Seconds over which messages are counted.
const HOUR_S: i64 = 3600;

/// The part of its time-out that an invocation may take before there is an alarm.
const NEAR_TIMEOUT: f64 = 0.8;

/// The alarms of a stack, and the topic that they are sent to.
pub struct Alarms {
    component: Component,
    topic: sns::Topic,
    arns: Vec<Output<String>>,
}

/// When alarms go off, and who hears of it.
pub struct AlarmsProps {
    /// Seconds after which the handler is stopped.
    pub handler_timeout: i64,
    /// Messages in an hour above which something is wrong, or expensive.
    pub messages_per_hour: i64,
    /// Where alarms are mailed to. AWS asks there first whether they are wanted.
    pub email: Option<Output<String>>,
}

impl Alarms {
    /// Declares the alarms. Their logical names begin with `name`, their physical ones are Pulumi's.
    pub fn new(
        ctx: &Context,
        name: &str,
        watched: &Watched<'_>,
        props: AlarmsProps,
        options: ResourceOptions,
    ) -> Self {
        let component = Component::new(ctx, "taskboard:infra:Alarms", name, options);
        let topic = sns::Topic::new(ctx, name, sns::TopicArgs::new(), component.child());
        if let Some(email) = props.email {
            sns::TopicSubscription::new(
                ctx,
                &format!("{name}-email"),
                sns::TopicSubscriptionArgs::new(email, "email", &topic.arn),
                component.child(),
            );
        }
        let mut alarms = Self {
            component,
            topic,
            arns: Vec::new(),
        };
        alarms.watch_handler(ctx, name, watched.handler, props.handler_timeout);
        alarms.watch_stage(ctx, name, watched.stage, props.messages_per_hour);
        alarms.watch_tables(ctx, name, watched);
        alarms
            .component
            .register_outputs([("topicArn", &alarms.topic.arn)]);
        alarms
    }

    /// The ARNs of the alarms, for a dashboard.
    pub fn arns(&self) -> &[Output<String>] {
        &self.arns
    }

    fn watch_handler(&mut self, ctx: &Context, name: &str, handler: &Handler, timeout: i64) {
        self.any(
            ctx,
            &format!("{name}-handler-errors"),
            "The handler failed: its log has the cause at the level ERROR.",
            &handler.metric_errors(),
        );
        self.any(
            ctx,
            &format!("{name}-handler-throttles"),
            "Requests found no sandbox: the account's concurrency, or what is reserved of it, is used up.",
            &handler.metric_throttles(),
        );
        let near_timeout = timeout as f64 * 1000.0 * NEAR_TIMEOUT;
        self.above(
            ctx,
            &format!("{name}-handler-duration"),
            "The handler took nearly as long as it may: the database is slow, or the time-out too short.",
            &handler.metric_duration(Statistic::Maximum),
            near_timeout,
            PERIOD_S,
        );
        self.any(
            ctx,
            &format!("{name}-undelivered-events"),
            "Connections did not hear of a change, and were closed so that they look again.",
            &handler.metric_undelivered_events(),
        );
    }

    fn watch_stage(&mut self, ctx: &Context, name: &str, stage: &Stage, most: i64) {
        self.any(
            ctx,
            &format!("{name}-integration-errors"),
            "The API got no answer from the handler: it failed, took too long, or may not be invoked.",
            &stage.metric_integration_errors(),
        );
        self.above(
            ctx,
            &format!("{name}-messages"),
            "Far more messages than usual, each of which costs money: a client may be sending in a loop.",
            &stage.metric_messages(),
            most as f64,
            HOUR_S,
        );
    }

    fn watch_tables(&mut self, ctx: &Context, name: &str, watched: &Watched<'_>) {
        let (items, connections) = (watched.items, watched.connections);
        for (table, reads, writes) in [
            (
                "items",
                items.metric_read_throttles(),
                items.metric_write_throttles(),
            ),
            (
                "connections",
                connections.metric_read_throttles(),
                connections.metric_write_throttles(),
            ),
        ] {
            let query = |id: &str, metric: &Metric| {
                let metric_of_query = cloudwatch::MetricAlarmMetricQueryMetric::new(
                    metric.name,
                    PERIOD_S,
                    metric.statistic.name(),
                )
                .namespace(metric.namespace)
                .dimensions(metric.dimensions.clone());
                cloudwatch::MetricAlarmMetricQuery::new(id).metric(metric_of_query)
            };
            // A metric that has no value at a time would make the sum have none.
            let both = cloudwatch::MetricAlarmMetricQuery::new("both")
                .expression("FILL(reads, 0) + FILL(writes, 0)")
                .label("Refused reads and writes")
                .return_data(true);
            self.alarm(
                ctx,
                &format!("{name}-{table}-throttles"),
                "The table refused reads or writes as too many: one board is busier than a partition allows.",
                cloudwatch::MetricAlarmArgs::new()
                    .metric_queries([query("reads", &reads), query("writes", &writes), both])
                    .threshold(0.0),
            );
        }
    }

    /// An alarm that goes off at the first event within a period.
    fn any(&mut self, ctx: &Context, name: &str, description: &str, metric: &Metric) {
        self.above(ctx, name, description, metric, 0.0, PERIOD_S);
    }

    fn above(
        &mut self,
        ctx: &Context,
        name: &str,
        description: &str,
        metric: &Metric,
        threshold: f64,
        period: i64,
    ) {
        let args = cloudwatch::MetricAlarmArgs::new()
            .namespace(metric.namespace)
            .metric_name(metric.name)
            .statistic(metric.statistic.name())
            .dimensions(metric.dimensions.clone())
            .period(period)
            .threshold(threshold);
        self.alarm(ctx, name, description, args);
    }

    /// What all alarms have in common. A metric without a value is good news: there are no errors where there are no requests.
    fn alarm(
        &mut self,
        ctx: &Context,
        name: &str,
        description: &str,
        args: cloudwatch::MetricAlarmArgs,
    ) {
        let alarm = cloudwatch::MetricAlarm::new(
            ctx,
            name,
            args.alarm_description(description)
                .comparison_operator("GreaterThanThreshold")
                .evaluation_periods(1)
                .treat_missing_data("notBreaching")
                .alarm_actions([&self.topic.arn])
                .ok_actions([&self.topic.arn]),
            self.component.child(),
        );
        self.arns.push(alarm.arn);
    }
}
