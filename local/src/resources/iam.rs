//! `aws:iam/…`: roles and their policies, recorded as declared.

use super::{Identity, ResourceType, Support::Inert, properties};
use crate::account::ACCOUNT_ID;

/// The role that a function runs as.
pub const ROLE: ResourceType = ResourceType {
    token: "aws:iam/role:Role",
    support: Inert,
    properties: &[
        ("assumeRolePolicy", Inert),
        ("description", Inert),
        ("maxSessionDuration", Inert),
        ("name", Inert),
        ("path", Inert),
        ("tags", Inert),
    ],
    replaced_by: &["name", "path"],
    identity: Identity::Name,
    outputs: |_, id, _| {
        properties([
            ("arn", format!("arn:aws:iam::{ACCOUNT_ID}:role/{id}")),
            ("name", id.to_owned()),
        ])
    },
};

/// A policy inside a role.
pub const ROLE_POLICY: ResourceType = ResourceType {
    token: "aws:iam/rolePolicy:RolePolicy",
    support: Inert,
    properties: &[("name", Inert), ("policy", Inert), ("role", Inert)],
    replaced_by: &["name", "role"],
    identity: Identity::Name,
    outputs: |_, id, _| properties([("name", id.to_owned())]),
};
