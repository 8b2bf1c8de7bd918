//! `aws:cloudwatch/…`: nothing of it changes what the board does.

use super::{Identity, ResourceType, Support::Inert, properties};

/// A log group. A sandbox is told its name; its lines go to the laptop's standard error.
pub const LOG_GROUP: ResourceType = ResourceType {
    token: "aws:cloudwatch/logGroup:LogGroup",
    support: Inert,
    properties: &[
        ("logGroupClass", Inert),
        ("name", Inert),
        ("retentionInDays", Inert),
        ("tags", Inert),
    ],
    replaced_by: &["name", "logGroupClass"],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("logs", &format!("log-group:{id}"))),
            ("name", id.to_owned()),
            ("region", account.region.clone()),
        ])
    },
};
