//! A stack in its account: beside others, in any partition, and tagged.

use super::{
    declarations::program,
    stacks::{EVERYTHING, with},
};
use serde_json::{Value, json};

/// What has a name of its own cannot be there twice; everything else gets one of Pulumi's.
#[test]
fn two_stacks_fit_in_one_account() {
    let declared = with(&EVERYTHING).declare(program);
    for resource in declared.resources().filter(|r| r.custom) {
        let inputs = resource.inputs_json();
        let name = inputs.get("name").or(inputs.get("dashboardName"));
        match resource.r#type.as_str() {
            // Names of APIs need not differ, and a stage is its API's.
            "aws:apigatewayv2/api:Api" => assert_eq!(name.unwrap(), "task-management-app"),
            "aws:apigatewayv2/stage:Stage" => assert_eq!(name.unwrap(), "production"),
            // Pulumi makes up none for a dashboard.
            "aws:cloudwatch/dashboard:Dashboard" => assert_eq!(name.unwrap(), "project-stack"),
            other => assert_eq!(name, None, "{other} {}", resource.name),
        }
    }
}

#[test]
fn arns_are_those_of_the_providers_partition() {
    let api = json!({
        "apiEndpoint": "wss://abc123.execute-api.cn-north-1.amazonaws.com.cn",
        "executionArn": "arn:aws-cn:execute-api:cn-north-1:123456789012:abc123",
        "region": "cn-north-1",
    });
    let declared = with(&EVERYTHING)
        .outputs("aws:apigatewayv2/api:Api", api)
        .declare(program);
    for resource in declared.resources() {
        let inputs = resource.inputs_json().to_string();
        assert!(!inputs.contains("arn:aws:"), "{}: {inputs}", resource.name);
    }
}

#[test]
fn everything_is_created_with_the_provider_that_tags_it() {
    let declared = with(&EVERYTHING).declare(program);
    let provider = declared.resource("pulumi:providers:aws", "aws");
    let tags: Value =
        serde_json::from_str(provider.inputs_json()["defaultTags"].as_str().unwrap()).unwrap();
    let expected = json!({"tags": {"project": "project", "stack": "stack", "team": "board"}});
    assert_eq!(tags, expected);
    let reference = format!("{}::aws-id", provider.urn);
    for resource in declared.resources().filter(|r| r.custom) {
        let with = (resource.urn != provider.urn).then_some(&reference);
        assert_eq!(resource.provider.as_ref(), with, "{}", resource.name);
    }
}

#[test]
fn empty_lists_are_not_told_to_the_provider() {
    let declared =
        with(&[("aws:allowedAccountIds", "[]"), ("aws:assumeRoles", "[]")]).declare(program);
    let inputs = declared
        .resource("pulumi:providers:aws", "aws")
        .inputs_json();
    for absent in ["allowedAccountIds", "assumeRoles"] {
        assert!(inputs.get(absent).is_none(), "{inputs}");
    }
}
