//! `aws:cloudwatch/…`: nothing of it changes what the board does.

use super::resource_type::{Identity, ResourceType, Support::Inert, properties};
use crate::declared::text;

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&LOG_GROUP, &METRIC_ALARM, &DASHBOARD];

/// A log group. A sandbox is told its name; its lines go to the laptop's standard error.
pub const LOG_GROUP: ResourceType = ResourceType {
    token: "aws:cloudwatch/logGroup:LogGroup",
    properties: &[
        ("logGroupClass", Inert),
        ("name", Inert),
        ("retentionInDays", Inert),
        ("tags", Inert),
    ],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("logs", &format!("log-group:{id}"))),
            ("region", account.region.clone()),
        ])
    },
};

/// An alarm. Nothing measures on the laptop, so it never goes off.
pub const METRIC_ALARM: ResourceType = ResourceType {
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    properties: &[
        ("alarmActions", Inert),
        ("alarmDescription", Inert),
        ("comparisonOperator", Inert),
        ("dimensions", Inert),
        ("evaluationPeriods", Inert),
        ("metricName", Inert),
        ("metricQueries", Inert),
        ("name", Inert),
        ("namespace", Inert),
        ("okActions", Inert),
        ("period", Inert),
        ("statistic", Inert),
        ("tags", Inert),
        ("threshold", Inert),
        ("treatMissingData", Inert),
    ],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("cloudwatch", &format!("alarm:{id}"))),
            ("region", account.region.clone()),
        ])
    },
};

/// A dashboard, of which there is none to look at.
pub const DASHBOARD: ResourceType = ResourceType {
    token: "aws:cloudwatch/dashboard:Dashboard",
    properties: &[("dashboardBody", Inert), ("dashboardName", Inert)],
    identity: Identity::Generated(12),
    outputs: |account, _, inputs| {
        let name = text(inputs, "dashboardName").unwrap_or_default();
        properties([
            (
                "dashboardArn",
                account.arn("cloudwatch", &format!("dashboard/{name}")),
            ),
            ("region", account.region.clone()),
        ])
    },
};
