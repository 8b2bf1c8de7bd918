//! `aws:iam/…`: roles and their policies, which are evaluated at each call that a sandbox makes.

use super::{
    Identity, ResourceType,
    Support::{Emulated, Inert},
    properties,
};
use crate::account::ACCOUNT_ID;

/// The role that a function runs as.
pub const ROLE: ResourceType = ResourceType {
    token: "aws:iam/role:Role",
    support: Emulated,
    properties: &[
        ("assumeRolePolicy", Emulated),
        ("description", Inert),
        ("inlinePolicies", Emulated),
        ("managedPolicyArns", Emulated),
        ("maxSessionDuration", Inert),
        ("name", Emulated),
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
    support: Emulated,
    properties: &[("name", Inert), ("policy", Emulated), ("role", Emulated)],
    replaced_by: &["name", "role"],
    identity: Identity::Name,
    outputs: |_, id, _| properties([("name", id.to_owned())]),
};

/// A policy that stands by itself.
pub const POLICY: ResourceType = ResourceType {
    token: "aws:iam/policy:Policy",
    support: Emulated,
    properties: &[
        ("description", Inert),
        ("name", Inert),
        ("path", Inert),
        ("policy", Emulated),
        ("tags", Inert),
    ],
    replaced_by: &["description", "name", "path"],
    identity: Identity::Name,
    outputs: |_, id, _| {
        properties([
            ("arn", format!("arn:aws:iam::{ACCOUNT_ID}:policy/{id}")),
            ("name", id.to_owned()),
        ])
    },
};

/// A policy that stands by itself, given to a role.
pub const ROLE_POLICY_ATTACHMENT: ResourceType = ResourceType {
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    support: Emulated,
    properties: &[("policyArn", Emulated), ("role", Emulated)],
    replaced_by: &["policyArn", "role"],
    identity: Identity::Generated(10),
    outputs: |_, _, _| properties([]),
};
