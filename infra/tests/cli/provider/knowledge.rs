//! What the real provider and AWS do that no schema tells, as far as this project's resources need it.
//!
//! What is not here is not known: that a value is allowed, that a quota is kept, that a change which AWS makes in place does not
//! interrupt anybody, which permissions it takes.

use super::account::Existing;

/// Inputs whose change takes another resource in place of the old one, by type: `ForceNew` in the schemas of
/// <https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service>.
const REPLACING: [(&str, &[&str]); 20] = [
    ("aws:apigatewayv2/api:Api", &["protocolType"]),
    (
        "aws:apigatewayv2/integration:Integration",
        &["apiId", "integrationType"],
    ),
    ("aws:apigatewayv2/route:Route", &["apiId"]),
    (
        "aws:apigatewayv2/routeResponse:RouteResponse",
        &["apiId", "routeId"],
    ),
    ("aws:apigatewayv2/stage:Stage", &["apiId", "name"]),
    ("aws:cloudwatch/dashboard:Dashboard", &["dashboardName"]),
    ("aws:cloudwatch/logGroup:LogGroup", &["name", "namePrefix"]),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", &["name"]),
    (
        "aws:dynamodb/table:Table",
        &["hashKey", "localSecondaryIndexes", "name", "rangeKey"],
    ),
    ("aws:iam/role:Role", &["name", "namePrefix", "path"]),
    (
        "aws:iam/rolePolicy:RolePolicy",
        &["name", "namePrefix", "role"],
    ),
    ("aws:lambda/function:Function", &["name", "packageType"]),
    (
        "aws:lambda/permission:Permission",
        &[
            "action",
            "function",
            "principal",
            "qualifier",
            "sourceAccount",
            "sourceArn",
            "statementId",
        ],
    ),
    ("aws:s3/bucket:Bucket", &["bucket", "bucketPrefix"]),
    ("aws:s3/bucketObjectv2:BucketObjectv2", &["bucket", "key"]),
    ("aws:s3/bucketPolicy:BucketPolicy", &["bucket"]),
    (
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        &["bucket"],
    ),
    ("aws:sns/topic:Topic", &["fifoTopic", "name", "namePrefix"]),
    ("aws:sns/topicPolicy:TopicPolicy", &["arn"]),
    (
        "aws:sns/topicSubscription:TopicSubscription",
        &["endpoint", "protocol", "topic"],
    ),
];

/// What no two resources of a type may have in common.
const UNIQUE: [(&str, &[&str]); 6] = [
    ("aws:apigatewayv2/route:Route", &["apiId", "routeKey"]),
    (
        "aws:apigatewayv2/routeResponse:RouteResponse",
        &["routeId", "routeResponseKey"],
    ),
    ("aws:apigatewayv2/stage:Stage", &["apiId", "name"]),
    ("aws:dynamodb/table:Table", &["region", "name"]),
    ("aws:iam/role:Role", &["name"]),
    ("aws:lambda/function:Function", &["region", "name"]),
];

const ROUTE: &str = "aws:apigatewayv2/route:Route";
const STAGE: &str = "aws:apigatewayv2/stage:Stage";

/// Whether a change of an input takes another resource. Another region always does.
pub fn replaces(r#type: &str, input: &str) -> bool {
    input == "region" || inputs_of(&REPLACING, r#type).contains(&input)
}

/// Why AWS would refuse a resource, created or changed, beside what exists.
pub fn refusal(new: &Existing, others: &[Existing]) -> Option<String> {
    let keys = inputs_of(&UNIQUE, &new.r#type);
    let twin = others.iter().find(|other| {
        !keys.is_empty()
            && other.r#type == new.r#type
            && keys
                .iter()
                .all(|key| other.inputs.get(*key) == new.inputs.get(*key))
    });
    if let Some(twin) = twin {
        return Some(format!("{} has the same {}", twin.id, keys.join(" and ")));
    }
    let routes = throttled_routes(new);
    let missing = routes.into_iter().find(|key| {
        let is_it = |other: &Existing| {
            other.r#type == ROUTE
                && other.text("apiId") == new.text("apiId")
                && other.text("routeKey") == Some(*key)
        };
        !others.iter().any(is_it)
    });
    missing
        .map(|key| format!("Unable to find Route by key {key} within the provided RouteSettings"))
}

/// Why AWS would refuse to delete a resource, or what would dangle.
pub fn refusal_to_delete(old: &Existing, others: &[Existing]) -> Option<String> {
    if let Some(user) = others.iter().find(|other| other.mentions(&old.id)) {
        return Some(format!("{} is still used by {}", old.id, user.id));
    }
    let stage = others.iter().find(|other| {
        let routes = throttled_routes(other);
        old.r#type == ROUTE
            && other.text("apiId") == old.text("apiId")
            && old
                .text("routeKey")
                .is_some_and(|key| routes.contains(&key))
    });
    stage.map(|stage| format!("the settings of {} name this route", stage.id))
}

/// The routes that a stage has settings for.
fn throttled_routes(stage: &Existing) -> Vec<&str> {
    let settings = stage
        .inputs
        .get("routeSettings")
        .filter(|_| stage.r#type == STAGE);
    let settings = settings.and_then(|settings| settings.as_array());
    let keys = settings.into_iter().flatten();
    keys.filter_map(|setting| setting["routeKey"].as_str())
        .collect()
}

fn inputs_of(list: &[(&str, &'static [&'static str])], r#type: &str) -> &'static [&'static str] {
    let mut list = list.iter();
    list.find(|(known, _)| *known == r#type)
        .map_or(&[], |(_, inputs)| inputs)
}
