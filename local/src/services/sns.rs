//! `aws:sns/…`: the topic of alarms, which never go off on a laptop.

use super::resource_type::{Identity, ResourceType, Support::Inert, properties};
use crate::declared::text;

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&TOPIC, &TOPIC_SUBSCRIPTION];

/// A topic.
pub const TOPIC: ResourceType = ResourceType {
    token: "aws:sns/topic:Topic",
    properties: &[("displayName", Inert), ("name", Inert), ("tags", Inert)],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("sns", id)),
            ("region", account.region.clone()),
        ])
    },
};

/// Who hears of what is sent to a topic.
pub const TOPIC_SUBSCRIPTION: ResourceType = ResourceType {
    token: "aws:sns/topicSubscription:TopicSubscription",
    properties: &[("endpoint", Inert), ("protocol", Inert), ("topic", Inert)],
    identity: Identity::Generated(12),
    outputs: |account, id, inputs| {
        let topic = text(inputs, "topic").unwrap_or_default();
        properties([
            ("arn", format!("{topic}:{id}")),
            ("region", account.region.clone()),
        ])
    },
};
