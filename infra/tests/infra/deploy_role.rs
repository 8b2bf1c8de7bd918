//! The policy of the role that deploys: it allows what the declared resources need, and nothing else.

use super::{
    declarations::program,
    stacks::{EVERYTHING, with},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What the provider calls to create, read, change and delete a resource of each type, its tags included.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
fn needed() -> BTreeMap<&'static str, &'static [&'static str]> {
    let table: [(&str, &[&str]); 22] = [
        (
            "aws:apigatewayv2/api:Api",
            &[
                "apigateway:DELETE",
                "apigateway:GET",
                "apigateway:PATCH",
                "apigateway:POST",
                "apigateway:PUT",
                "apigateway:TagResource",
                "apigateway:UntagResource",
            ],
        ),
        (
            "aws:apigatewayv2/integration:Integration",
            &[
                "apigateway:DELETE",
                "apigateway:GET",
                "apigateway:PATCH",
                "apigateway:POST",
            ],
        ),
        (
            "aws:apigatewayv2/route:Route",
            &[
                "apigateway:DELETE",
                "apigateway:GET",
                "apigateway:PATCH",
                "apigateway:POST",
            ],
        ),
        (
            "aws:apigatewayv2/routeResponse:RouteResponse",
            &[
                "apigateway:DELETE",
                "apigateway:GET",
                "apigateway:PATCH",
                "apigateway:POST",
            ],
        ),
        (
            "aws:apigatewayv2/stage:Stage",
            &[
                "apigateway:DELETE",
                "apigateway:GET",
                "apigateway:PATCH",
                "apigateway:POST",
                "apigateway:TagResource",
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
        ),
        (
            "aws:cloudfront/distribution:Distribution",
            &[
                "cloudfront:CreateDistribution",
                "cloudfront:DeleteDistribution",
                "cloudfront:GetDistribution",
                "cloudfront:ListTagsForResource",
                "cloudfront:TagResource",
                "cloudfront:UntagResource",
                "cloudfront:UpdateDistribution",
            ],
        ),
        (
            "aws:cloudfront/originAccessControl:OriginAccessControl",
            &[
                "cloudfront:CreateOriginAccessControl",
                "cloudfront:DeleteOriginAccessControl",
                "cloudfront:GetOriginAccessControl",
                "cloudfront:UpdateOriginAccessControl",
            ],
        ),
        (
            "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
            &[
                "cloudfront:CreateResponseHeadersPolicy",
                "cloudfront:DeleteResponseHeadersPolicy",
                "cloudfront:GetResponseHeadersPolicy",
                "cloudfront:UpdateResponseHeadersPolicy",
            ],
        ),
        (
            "aws:cloudwatch/dashboard:Dashboard",
            &[
                "cloudwatch:DeleteDashboards",
                "cloudwatch:GetDashboard",
                "cloudwatch:PutDashboard",
            ],
        ),
        (
            "aws:cloudwatch/logGroup:LogGroup",
            &[
                "logs:CreateLogGroup",
                "logs:DeleteLogGroup",
                "logs:DeleteRetentionPolicy",
                "logs:DescribeLogGroups",
                "logs:ListTagsForResource",
                "logs:PutRetentionPolicy",
                "logs:TagResource",
                "logs:UntagResource",
            ],
        ),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            &[
                "cloudwatch:DeleteAlarms",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:ListTagsForResource",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ],
        ),
        (
            "aws:dynamodb/table:Table",
            &[
                "dynamodb:CreateTable",
                "dynamodb:DeleteTable",
                "dynamodb:DescribeContinuousBackups",
                "dynamodb:DescribeTable",
                "dynamodb:DescribeTimeToLive",
                "dynamodb:ListTagsOfResource",
                "dynamodb:TagResource",
                "dynamodb:UntagResource",
                "dynamodb:UpdateContinuousBackups",
                "dynamodb:UpdateTable",
                "dynamodb:UpdateTimeToLive",
            ],
        ),
        (
            "aws:iam/role:Role",
            &[
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:GetRole",
                "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
                "iam:ListRoleTags",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
            ],
        ),
        (
            "aws:iam/rolePolicy:RolePolicy",
            &[
                "iam:DeleteRolePolicy",
                "iam:GetRolePolicy",
                "iam:PutRolePolicy",
            ],
        ),
        (
            "aws:lambda/function:Function",
            &[
                "iam:PassRole",
                "lambda:CreateFunction",
                "lambda:DeleteFunction",
                "lambda:DeleteFunctionConcurrency",
                "lambda:GetFunction",
                "lambda:GetFunctionCodeSigningConfig",
                "lambda:GetFunctionConfiguration",
                "lambda:ListTags",
                "lambda:ListVersionsByFunction",
                "lambda:PutFunctionConcurrency",
                "lambda:TagResource",
                "lambda:UntagResource",
                "lambda:UpdateFunctionCode",
                "lambda:UpdateFunctionConfiguration",
            ],
        ),
        (
            "aws:lambda/permission:Permission",
            &[
                "lambda:AddPermission",
                "lambda:GetPolicy",
                "lambda:RemovePermission",
            ],
        ),
        (
            "aws:s3/bucket:Bucket",
            &[
                "s3:CreateBucket",
                "s3:DeleteBucket",
                "s3:GetAccelerateConfiguration",
                "s3:GetBucketAcl",
                "s3:GetBucketCORS",
                "s3:GetBucketLocation",
                "s3:GetBucketLogging",
                "s3:GetBucketObjectLockConfiguration",
                "s3:GetBucketPolicy",
                "s3:GetBucketRequestPayment",
                "s3:GetBucketTagging",
                "s3:GetBucketVersioning",
                "s3:GetBucketWebsite",
                "s3:GetEncryptionConfiguration",
                "s3:GetLifecycleConfiguration",
                "s3:GetReplicationConfiguration",
                "s3:ListBucket",
                "s3:ListTagsForResource",
                "s3:PutBucketTagging",
                "s3:TagResource",
                "s3:UntagResource",
            ],
        ),
        (
            "aws:s3/bucketObjectv2:BucketObjectv2",
            &[
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:GetObjectTagging",
                "s3:ListBucketVersions",
                "s3:PutObject",
                "s3:PutObjectTagging",
            ],
        ),
        (
            "aws:s3/bucketPolicy:BucketPolicy",
            &[
                "s3:DeleteBucketPolicy",
                "s3:GetBucketPolicy",
                "s3:PutBucketPolicy",
            ],
        ),
        (
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            &[
                "s3:GetBucketPublicAccessBlock",
                "s3:PutBucketPublicAccessBlock",
            ],
        ),
        (
            "aws:sns/topic:Topic",
            &[
                "sns:CreateTopic",
                "sns:DeleteTopic",
                "sns:GetTopicAttributes",
                "sns:ListTagsForResource",
                "sns:SetTopicAttributes",
                "sns:TagResource",
                "sns:UntagResource",
            ],
        ),
        (
            "aws:sns/topicSubscription:TopicSubscription",
            &[
                "sns:GetSubscriptionAttributes",
                "sns:SetSubscriptionAttributes",
                "sns:Subscribe",
                "sns:Unsubscribe",
            ],
        ),
    ];
    table.into()
}

/// The state of stacks, in a bucket.
const STATE: [&str; 4] = [
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
];

fn statements() -> Vec<Value> {
    let file = Path::new(infra::PROJECT).join(".github/deploy-policy.json");
    let policy: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    policy["Statement"].as_array().unwrap().clone()
}

fn texts(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_type_that_a_stack_can_have_is_one_that_the_role_may_deploy() {
    let needed = needed();
    let allowed: BTreeSet<_> = statements()
        .iter()
        .flat_map(|statement| texts(&statement["Action"]))
        .collect();
    let declared = with(&EVERYTHING).declare(program);
    let types: BTreeSet<_> = declared
        .resources()
        .filter(|r| r.custom && !r.r#type.starts_with("pulumi:providers:"))
        .map(|r| r.r#type.clone())
        .collect();
    for r#type in &types {
        let actions = needed.get(r#type.as_str());
        let actions = actions.unwrap_or_else(|| panic!("what does {type} need?"));
        for action in *actions {
            assert!(allowed.contains(*action), "{type} needs {action}");
        }
    }
    let known: BTreeSet<_> = needed.keys().map(|r#type| (*r#type).to_owned()).collect();
    assert_eq!(known, types, "types that no stack has");

    let used: BTreeSet<_> = needed.into_values().flatten().chain(&STATE).collect();
    for action in &allowed {
        assert!(used.contains(&action.as_str()), "nothing needs {action}");
    }
}

#[test]
fn the_role_has_no_wildcard_action_and_touches_nothing_but_a_stacks_own_resources() {
    // Those that AWS does not restrict to a resource.
    let of_the_region: BTreeSet<_> = [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ]
    .map(str::to_owned)
    .into();
    let mut names = BTreeSet::new();
    for statement in statements() {
        assert_eq!(statement["Effect"], "Allow");
        assert!(names.insert(statement["Sid"].to_string()), "{statement}");
        let (actions, resources) = (texts(&statement["Action"]), texts(&statement["Resource"]));
        assert!(
            actions.iter().all(|action| !action.contains('*')),
            "{statement}"
        );
        if resources.contains("*") {
            assert_eq!(actions, of_the_region);
        }
        if actions.contains("iam:PassRole") {
            assert_eq!(actions.len(), 1);
            let to = &statement["Condition"]["StringEquals"]["iam:PassedToService"];
            assert_eq!(to, "lambda.amazonaws.com");
        }
    }
}
