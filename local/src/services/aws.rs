//! The account as a whole: the provider that a program may declare, and what it may ask.

use super::resource_type::{Identity, ResourceType, Support::Inert, properties};
use crate::{
    account::{ACCOUNT_ID, Account},
    declared::Properties,
};

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&PROVIDER];

/// The provider. The laptop is in one region, which the stack's configuration says, and has no tags.
pub const PROVIDER: ResourceType = ResourceType {
    token: "pulumi:providers:aws",
    properties: &[
        ("allowedAccountIds", Inert),
        ("assumeRoles", Inert),
        ("defaultTags", Inert),
        ("profile", Inert),
        ("region", Inert),
        ("skipCredentialsValidation", Inert),
        ("skipRegionValidation", Inert),
    ],
    identity: Identity::Generated(12),
    outputs: |_, _, _| Properties::new(),
};

/// What a function answers; `None` if the laptop does not know it.
pub fn answer(account: &Account, function: &str) -> Option<Properties> {
    Some(match function {
        "aws:index/getCallerIdentity:getCallerIdentity" => properties([
            ("accountId", ACCOUNT_ID.to_owned()),
            ("arn", format!("arn:aws:iam::{ACCOUNT_ID}:root")),
            ("id", ACCOUNT_ID.to_owned()),
            ("userId", ACCOUNT_ID.to_owned()),
        ]),
        "aws:index/getPartition:getPartition" => properties([
            ("dnsSuffix", "amazonaws.com".to_owned()),
            ("id", "aws".to_owned()),
            ("partition", "aws".to_owned()),
            ("reverseDnsPrefix", "com.amazonaws".to_owned()),
        ]),
        "aws:index/getRegion:getRegion" => {
            let region = &account.region;
            properties([
                ("description", format!("{region} on this laptop")),
                ("endpoint", format!("ec2.{region}.amazonaws.com")),
                ("id", region.clone()),
                ("name", region.clone()),
                ("region", region.clone()),
            ])
        }
        _ => return None,
    })
}
