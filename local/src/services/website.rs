//! The board's page on the web, `aws:s3/…` and `aws:cloudfront/…`: recorded only, since the laptop serves the page itself.

use super::resource_type::{Identity, ResourceType, Support, Support::Inert, properties};
use crate::{
    account::{ACCOUNT_ID, Account},
    declared::{DeclarationError, Declared, Properties, of_type, text},
    iam::document::check_of_bucket,
};

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[
    &BUCKET,
    &BUCKET_PUBLIC_ACCESS_BLOCK,
    &BUCKET_POLICY,
    &BUCKET_OBJECT,
    &ORIGIN_ACCESS_CONTROL,
    &RESPONSE_HEADERS_POLICY,
    &DISTRIBUTION,
];

/// A bucket.
pub const BUCKET: ResourceType = ResourceType {
    outputs: |account, id, _| {
        let region = &account.region;
        properties([
            ("arn", format!("arn:aws:s3:::{id}")),
            ("bucket", id.to_owned()),
            (
                "bucketRegionalDomainName",
                format!("{id}.s3.{region}.amazonaws.com"),
            ),
            ("region", region.clone()),
        ])
    },
    ..recorded(
        "aws:s3/bucket:Bucket",
        &[("bucket", Inert), ("tags", Inert)],
    )
};

/// What keeps a bucket from becoming public.
pub const BUCKET_PUBLIC_ACCESS_BLOCK: ResourceType = recorded(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    &[
        ("blockPublicAcls", Inert),
        ("blockPublicPolicy", Inert),
        ("bucket", Inert),
        ("ignorePublicAcls", Inert),
        ("restrictPublicBuckets", Inert),
    ],
);

/// Who may read a bucket.
pub const BUCKET_POLICY: ResourceType = recorded(
    "aws:s3/bucketPolicy:BucketPolicy",
    &[("bucket", Inert), ("policy", Inert)],
);

/// A file in a bucket.
pub const BUCKET_OBJECT: ResourceType = recorded(
    "aws:s3/bucketObjectv2:BucketObjectv2",
    &[
        ("bucket", Inert),
        ("cacheControl", Inert),
        ("content", Inert),
        ("contentType", Inert),
        ("key", Inert),
        ("source", Inert),
        ("tags", Inert),
    ],
);

/// How a distribution signs what it asks a bucket for.
pub const ORIGIN_ACCESS_CONTROL: ResourceType = recorded(
    "aws:cloudfront/originAccessControl:OriginAccessControl",
    &[
        ("description", Inert),
        ("originAccessControlOriginType", Inert),
        ("signingBehavior", Inert),
        ("signingProtocol", Inert),
    ],
);

/// The headers that a distribution adds.
pub const RESPONSE_HEADERS_POLICY: ResourceType = recorded(
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    &[("comment", Inert), ("securityHeadersConfig", Inert)],
);

/// A distribution. Its domain is one that never exists (RFC 6761), for nothing is served there.
pub const DISTRIBUTION: ResourceType = ResourceType {
    outputs: |_, id, _| {
        properties([
            (
                "arn",
                format!("arn:aws:cloudfront::{ACCOUNT_ID}:distribution/{id}"),
            ),
            ("domainName", format!("{id}.cloudfront.invalid")),
        ])
    },
    ..recorded(
        "aws:cloudfront/distribution:Distribution",
        &[
            ("defaultCacheBehavior", Inert),
            ("defaultRootObject", Inert),
            ("enabled", Inert),
            ("httpVersion", Inert),
            ("isIpv6Enabled", Inert),
            ("origins", Inert),
            ("restrictions", Inert),
            ("tags", Inert),
            ("viewerCertificate", Inert),
        ],
    )
};

const fn recorded(
    token: &'static str,
    properties: &'static [(&'static str, Support)],
) -> ResourceType {
    ResourceType {
        token,
        properties,
        identity: Identity::Generated(13),
        outputs: of_bucket,
    }
}

fn of_bucket(account: &Account, _id: &str, inputs: &Properties) -> Properties {
    match text(inputs, "bucket") {
        Some(_) => properties([("region", account.region.clone())]),
        None => Properties::new(),
    }
}

/// Reads the policies of all buckets that a program declares: nobody reads a bucket here, and still each must be one.
///
/// # Errors
///
/// One that S3 would refuse, by the name of the resource.
pub fn check_bucket_policies(declared: &[Declared]) -> Result<(), DeclarationError> {
    for resource in of_type(declared, BUCKET_POLICY.token) {
        check_of_bucket(resource.required("policy")?).map_err(|problem| {
            resource.problem("policy", format!("is not a policy of a bucket: {problem}"))
        })?;
    }
    Ok(())
}
