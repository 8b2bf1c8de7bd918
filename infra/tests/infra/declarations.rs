//! The rules that the declarations follow, one by one.

use infra::settings::ArtifactSource;
use protocol::names::env;
use pulumi::{
    Archive, Context,
    engine::Registration,
    testing::{Declared, Mocks, Schema},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub fn mocks() -> Mocks {
    let endpoint = json!({
        "apiEndpoint": "wss://abc123.execute-api.eu-north-1.amazonaws.com",
        "executionArn": "arn:aws:execute-api:eu-north-1:123456789012:abc123",
        "region": "eu-north-1",
    });
    let url = json!({"invokeUrl": "wss://abc123.execute-api.eu-north-1.amazonaws.com/production"});
    Mocks::new()
        .schema(Schema::parse(pulumi_aws::SCHEMA).unwrap())
        .outputs("aws:apigatewayv2/api:Api", endpoint)
        .outputs("aws:apigatewayv2/stage:Stage", url)
}

pub fn program(ctx: &Context) -> anyhow::Result<()> {
    infra::program::program(ctx, |settings| {
        Ok(match &*settings.artifact {
            ArtifactSource::Built => Archive::file("handler.zip"),
            ArtifactSource::File(path) => Archive::file(path),
        })
    })
}

fn declared() -> Declared {
    mocks().declare(program)
}

fn of_type<'a>(declared: &'a Declared, r#type: &str) -> Vec<&'a Registration> {
    let all: Vec<_> = declared
        .resources()
        .filter(|r| r.r#type == r#type)
        .collect();
    assert!(!all.is_empty(), "there is no {}", r#type);
    all
}

fn names(urns: &BTreeSet<String>) -> BTreeSet<&str> {
    urns.iter()
        .filter_map(|urn| urn.rsplit("::").next())
        .collect()
}

#[test]
fn the_outputs_are_what_a_frontend_and_an_operator_need() {
    let exports = declared().exports();
    let url = "wss://abc123.execute-api.eu-north-1.amazonaws.com/production";
    assert_eq!(
        exports,
        json!({
            "websocketUrl": url,
            "connectionsUrl": "https://abc123.execute-api.eu-north-1.amazonaws.com/production/@connections",
            "region": "eu-north-1",
            "stage": "production",
            "itemsTable": "itemsTable.name",
            "usersTable": "usersTable.name",
            "frontendConfig": {
                "websocketUrl": url,
                "stage": "production",
                "region": "eu-north-1",
                "statuses": ["todo", "inprogress", "done"],
            },
        })
    );
}

#[test]
fn the_api_has_the_routes_of_the_board_and_every_message_route_replies() {
    let declared = declared();
    let api = declared.resource("aws:apigatewayv2/api:Api", "task-management-app");
    assert_eq!(
        api.inputs_json(),
        json!({
            "name": "task-management-app",
            "protocolType": "WEBSOCKET",
            "routeSelectionExpression": "$request.body.action",
        })
    );
    let responses: BTreeSet<_> = of_type(&declared, "aws:apigatewayv2/routeResponse:RouteResponse")
        .iter()
        .map(|response| {
            response.inputs_json()["routeId"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let mut keys = BTreeSet::new();
    for route in of_type(&declared, "aws:apigatewayv2/route:Route") {
        let inputs = route.inputs_json();
        let key = inputs["routeKey"].as_str().unwrap().to_owned();
        let replies = !["$connect", "$disconnect"].contains(&key.as_str());
        let expression = inputs.get("routeResponseSelectionExpression");
        assert_eq!(
            expression,
            replies.then(|| json!("$default")).as_ref(),
            "{key}"
        );
        assert_eq!(
            responses.contains(&format!("{}-id", route.name)),
            replies,
            "{key}"
        );
        assert_eq!(inputs["target"], "integrations/handler-integration-id");
        keys.insert(key);
    }
    let expected = [
        "$connect",
        "$default",
        "$disconnect",
        "createItem",
        "deleteItem",
        "scanEntireTable",
        "test",
        "updateStatus",
    ];
    assert_eq!(keys, expected.map(str::to_owned).into());
}

#[test]
fn the_stage_deploys_itself_after_all_routes_and_responses_and_always_has_both_throttle_values() {
    let declared = declared();
    let stage = declared.resource("aws:apigatewayv2/stage:Stage", "stage");
    let inputs = stage.inputs_json();
    assert_eq!(inputs["name"], "production");
    assert_eq!(inputs["autoDeploy"], true);
    assert!(inputs["defaultRouteSettings"]["throttlingRateLimit"].as_f64() > Some(0.0));
    assert!(inputs["defaultRouteSettings"]["throttlingBurstLimit"].as_f64() > Some(0.0));
    let dependencies = names(&stage.dependencies);
    let routes = of_type(&declared, "aws:apigatewayv2/route:Route");
    let responses = of_type(&declared, "aws:apigatewayv2/routeResponse:RouteResponse");
    for needed in routes.into_iter().chain(responses) {
        assert!(
            dependencies.contains(needed.name.as_str()),
            "{}",
            needed.name
        );
    }
    assert!(dependencies.contains("invoke-permission"));
}

#[test]
fn both_tables_expire_items_by_the_same_attribute() {
    let declared = declared();
    for (table, keys) in [
        ("itemsTable", ["boardId", "itemId"]),
        ("usersTable", ["topic", "connectionId"]),
    ] {
        let inputs = declared
            .resource("aws:dynamodb/table:Table", table)
            .inputs_json();
        assert_eq!(
            inputs["ttl"],
            json!({"attributeName": "expiresAt", "enabled": true})
        );
        assert_eq!([&inputs["hashKey"], &inputs["rangeKey"]], keys);
        assert_eq!(inputs["billingMode"], "PAY_PER_REQUEST");
    }
}

#[test]
fn the_policy_names_every_action_and_every_resource_without_a_wildcard_action() {
    let declared = declared();
    let policy = declared
        .resource("aws:iam/rolePolicy:RolePolicy", "handler-policy")
        .inputs_json();
    let policy: Value = serde_json::from_str(policy["policy"].as_str().unwrap()).unwrap();
    for statement in policy["Statement"].as_array().unwrap() {
        assert_eq!(statement["Effect"], "Allow");
        for action in statement["Action"].as_array().unwrap() {
            assert!(!action.as_str().unwrap().contains('*'), "{action}");
        }
        for resource in statement["Resource"].as_array().unwrap() {
            let resource = resource.as_str().unwrap();
            let named = ["/@connections/*", ":log-stream:*"]
                .iter()
                .find_map(|every| resource.strip_suffix(every))
                .unwrap_or(resource);
            assert!(!named.contains('*'), "{resource}");
        }
    }
}

#[test]
fn the_function_comes_after_its_policy_and_its_log_group() {
    let declared = declared();
    let function = declared.resource("aws:lambda/function:Function", "handler");
    let dependencies = names(&function.dependencies);
    for needed in [
        "handler-policy",
        "handler-logs",
        "handler-role",
        "itemsTable",
        "usersTable",
    ] {
        assert!(dependencies.contains(needed), "{needed}: {dependencies:?}");
    }
}

#[test]
fn the_address_for_posts_depends_on_the_api_and_not_on_its_stage() {
    let declared = declared();
    let function = declared.resource("aws:lambda/function:Function", "handler");
    let environment = names(&function.property_dependencies["environment"]);
    assert!(
        environment.contains("task-management-app"),
        "{environment:?}"
    );
    assert!(!environment.contains("stage"), "{environment:?}");
    assert_eq!(
        function.inputs_json()["environment"]["variables"]["CONNECTIONS_ENDPOINT"],
        "https://abc123.execute-api.eu-north-1.amazonaws.com/production"
    );
}

#[test]
fn the_environment_has_the_variables_that_the_handler_reads_and_no_others() {
    let declared = declared();
    let inputs = declared
        .resource("aws:lambda/function:Function", "handler")
        .inputs_json();
    let variables = inputs["environment"]["variables"].as_object().unwrap();
    let declared: BTreeSet<_> = variables.keys().map(String::as_str).collect();
    let read = [
        env::ALLOWED_ORIGINS,
        env::BOARD_STATUSES,
        env::CONNECTIONS_ENDPOINT,
        env::CONNECTIONS_PER_BOARD,
        env::ITEMS_TABLE,
        env::RUST_LOG,
        env::USERS_TABLE,
    ];
    assert_eq!(declared, read.into());
}

#[test]
fn only_this_api_may_invoke_the_function() {
    let declared = declared();
    let [permission] = of_type(&declared, "aws:lambda/permission:Permission")[..] else {
        panic!("there is one permission");
    };
    let inputs = permission.inputs_json();
    assert_eq!(inputs["principal"], "apigateway.amazonaws.com");
    assert_eq!(
        inputs["sourceArn"],
        "arn:aws:execute-api:eu-north-1:123456789012:abc123/production/*"
    );
}

#[test]
fn data_protection_protects_the_items_and_nothing_else() {
    for on in [true, false] {
        let declared = mocks()
            .config("dataProtection", on.to_string())
            .declare(program);
        let items = declared.resource("aws:dynamodb/table:Table", "itemsTable");
        assert_eq!(items.protect, Some(on));
        assert_eq!(items.inputs_json()["deletionProtectionEnabled"], on);
        assert_eq!(items.inputs_json()["pointInTimeRecovery"]["enabled"], on);
        let others = declared.resources().filter(|r| r.name != "itemsTable");
        assert!(others.filter(|r| r.custom).all(|r| r.protect != Some(true)));
    }
}

#[test]
fn a_preview_knows_nothing_of_what_is_not_there_and_still_declares_everything() {
    let up: BTreeSet<_> = declared().resources().map(|r| r.urn.clone()).collect();
    let preview = mocks().preview().declare(program);
    let previewed: BTreeSet<_> = preview.resources().map(|r| r.urn.clone()).collect();
    assert_eq!(up, previewed);
    let policy = preview.resource("aws:iam/rolePolicy:RolePolicy", "handler-policy");
    assert!(policy.inputs["policy"].contains_unknown());
}

#[test]
fn both_throttle_values_stand_in_the_default_and_in_every_route_setting() {
    let declared = declared();
    let stage = declared
        .resource("aws:apigatewayv2/stage:Stage", "stage")
        .inputs_json();
    let throttle =
        |rate, burst| json!({"throttlingRateLimit": rate, "throttlingBurstLimit": burst});
    assert_eq!(stage["defaultRouteSettings"], throttle(200, 500));
    let of_routes = stage["routeSettings"].as_array().unwrap().iter().cloned();
    let of_routes: BTreeMap<_, _> = of_routes
        .map(|mut settings| {
            let key = settings
                .as_object_mut()
                .unwrap()
                .remove("routeKey")
                .unwrap();
            (key.as_str().unwrap().to_owned(), settings)
        })
        .collect();
    let expected = [
        ("$connect", 500),
        ("createItem", 200),
        ("updateStatus", 200),
        ("deleteItem", 200),
        ("scanEntireTable", 500),
    ];
    let expected = expected.map(|(key, burst)| (key.to_owned(), throttle(50, burst)));
    assert_eq!(of_routes, expected.into());
}
