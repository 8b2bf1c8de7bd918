//! The dashboard: what happens in a stack, on one page.

use super::{alarms::Alarms, watched::Watched};
use crate::metric::{Metric, Statistic};
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::cloudwatch;
use serde_json::{Value, json};

/// A dashboard is 24 columns wide; two graphs stand side by side.
const HALF: usize = 12;

/// The height of a graph, in rows.
const HEIGHT: usize = 6;

/// Seconds of a point in a graph.
const PERIOD_S: i64 = 300;

/// The dashboard of a stack. There is nothing to do with it but to look at it.
pub struct Dashboard;

impl Dashboard {
    /// Declares the dashboard. Pulumi makes up no physical name for one, so it has the project's and the stack's.
    pub fn declare(
        ctx: &Context,
        name: &str,
        watched: &Watched<'_>,
        alarms: &Alarms,
        region: &Output<String>,
        options: ResourceOptions,
    ) {
        let component = Component::new(ctx, "taskboard:infra:Dashboard", name, options);
        let dashboard = cloudwatch::Dashboard::new(
            ctx,
            name,
            cloudwatch::DashboardArgs::new(
                body(watched, alarms, region),
                physical_name(ctx.project(), ctx.stack()),
            ),
            component.child(),
        );
        component.register_outputs([("dashboardName", &dashboard.dashboard_name)]);
    }
}

/// Names of projects and stacks may have dots, names of dashboards may not.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html>
fn physical_name(project: &str, stack: &str) -> String {
    // Two underscores, so that `release-1.2` has another one than its neighbours `release-1-2` and `release-1_2`.
    format!("{project}-{stack}").replace('.', "__")
}

fn graphs(watched: &Watched<'_>) -> Vec<(&'static str, Vec<Metric>)> {
    let Watched {
        handler,
        stage,
        items,
        connections,
    } = watched;
    vec![
        (
            "Connections and messages",
            vec![stage.metric_connections(), stage.metric_messages()],
        ),
        (
            "Failures",
            vec![
                handler.metric_errors(),
                handler.metric_throttles(),
                stage.metric_integration_errors(),
                handler.metric_undelivered_events(),
            ],
        ),
        (
            "How long an answer takes (ms)",
            vec![
                stage.metric_integration_latency(Statistic::Median),
                stage.metric_integration_latency(Statistic::P99),
                handler.metric_duration(Statistic::Median),
                handler.metric_duration(Statistic::P99),
            ],
        ),
        (
            "Handler at work",
            vec![
                handler.metric_invocations(),
                handler.metric_concurrent_executions(),
            ],
        ),
        (
            "Reads and writes (units)",
            vec![
                items.metric_consumed_reads(),
                items.metric_consumed_writes(),
                connections.metric_consumed_reads(),
                connections.metric_consumed_writes(),
            ],
        ),
        (
            "Refused reads and writes",
            vec![
                items.metric_read_throttles(),
                items.metric_write_throttles(),
                connections.metric_read_throttles(),
                connections.metric_write_throttles(),
            ],
        ),
    ]
}

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>
fn body(watched: &Watched<'_>, alarms: &Alarms, region: &Output<String>) -> Output<String> {
    let (titles, metrics): (Vec<_>, Vec<_>) = graphs(watched).into_iter().unzip();
    let metrics = metrics
        .iter()
        .map(|metrics| Output::join(metrics.iter().map(Metric::drawn).collect::<Vec<_>>()));
    let metrics = Output::join(metrics.collect::<Vec<_>>());
    let alarms = Output::join(alarms.arns().to_vec());
    Output::join((region, &metrics, &alarms)).map(move |(region, metrics, alarms)| {
        let alarms = json!({
            "type": "alarm", "x": 0, "y": 0, "width": 2 * HALF, "height": HEIGHT / 2,
            "properties": {"title": "Alarms", "alarms": alarms},
        });
        let graphs = titles.iter().zip(metrics).enumerate().map(|(at, (title, metrics))| {
            json!({
                "type": "metric",
                "x": at % 2 * HALF, "y": HEIGHT / 2 + at / 2 * HEIGHT, "width": HALF, "height": HEIGHT,
                "properties": {"title": title, "region": region, "period": PERIOD_S, "metrics": metrics},
            })
        });
        let widgets: Vec<Value> = [alarms].into_iter().chain(graphs).collect();
        json!({"widgets": widgets}).to_string()
    })
}
