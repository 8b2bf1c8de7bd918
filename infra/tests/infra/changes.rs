//! What a change of the settings or of the routes changes in a stack that is there: no more than it must.

use super::{
    declarations::mocks,
    golden::assert_golden,
    stacks::{changes, up, with},
};
use infra::{
    constructs::RouteProps,
    program::{declare, routes},
    settings::Settings,
};
use pulumi::{
    Archive, Context,
    engine::{Operation, Outcome, State},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Each setting with a value that is not its default, and what that changes: resources, each with the properties that differ.
/// Whether a change is made in place or by another resource, and which resources get the provider's tags, only the provider knows.
#[tokio::test]
async fn each_setting_changes_exactly_what_the_golden_file_says() {
    let other = [
        ("accessLogs", "true"),
        ("alarmEmail", "board@example.com"),
        ("alarmMessagesPerHour", "5000"),
        ("allowedOrigins", r#"["https://board.example.com"]"#),
        ("artifact", "other.zip"),
        ("aws:region", "eu-west-1"),
        ("connectionsPerBoard", "50"),
        ("dataProtection", "false"),
        ("handlerArchitecture", "arm64"),
        ("handlerMemory", "512"),
        ("handlerTimeout", "20"),
        ("logLevel", "debug"),
        ("logRetentionDays", "30"),
        ("monitoring", "false"),
        ("reservedConcurrency", "20"),
        ("routeThrottles", r#"["createItem=10/20"]"#),
        ("stage", "beta"),
        ("statuses", r#"["open","closed"]"#),
        ("tags", r#"["team=board"]"#),
        ("throttleBurst", "50"),
        ("throttleRate", "20"),
        ("website", "true"),
    ];
    let before = up(with(&[]), State::default()).await;
    let mut all = BTreeMap::new();
    for (key, value) in other {
        let after = up(with(&[(key, value)]), before.state.clone()).await;
        let changed: BTreeMap<_, _> = changes(&after)
            .into_iter()
            .map(|step| {
                let operation = serde_json::to_value(step.operation).unwrap();
                let differing = differing(&before.state, &after.state, &step.urn);
                (
                    step.path().to_owned(),
                    json!({"operation": operation, "properties": differing}),
                )
            })
            .collect();
        all.insert(key, changed);
    }
    let declared = Settings::declarations().into_iter();
    let declared: BTreeSet<_> = declared.map(|setting| setting.key).collect();
    let seen = all.keys().filter(|key| !key.contains(':'));
    assert_eq!(declared, seen.map(|key| (*key).to_owned()).collect());
    assert_golden("changes.json", &json!(all));
}

/// The properties in which a resource that is still there differs.
fn differing(before: &State, after: &State, urn: &str) -> Vec<String> {
    let (Some(before), Some(after)) = (before.get(urn), after.get(urn)) else {
        return Vec::new();
    };
    let keys: BTreeSet<_> = before.inputs.keys().chain(after.inputs.keys()).collect();
    keys.into_iter()
        .filter(|key| before.inputs.get(*key) != after.inputs.get(*key))
        .cloned()
        .collect()
}

fn with_routes(
    change: impl FnOnce(&mut Vec<RouteProps>) + Send + 'static,
) -> impl FnOnce(&Context) -> anyhow::Result<()> + Send + 'static {
    move |ctx| {
        let mut routes = routes();
        change(&mut routes);
        let settings = Settings::read(ctx.config())?;
        declare(ctx, &settings, Archive::file("handler.zip"), &routes)
    }
}

#[tokio::test]
async fn a_route_more_or_less_is_its_route_and_its_response_and_nothing_else() {
    let before = up(mocks(), State::default()).await;
    let more = with_routes(|routes| routes.push(RouteProps::two_way("ping")));
    let more = mocks()
        .engine()
        .state(before.state.clone())
        .run(more)
        .await
        .unwrap();
    let route = "taskboard:infra:WebSocketApi$aws:apigatewayv2/route:Route::route-ping";
    let response = "taskboard:infra:WebSocketApi$aws:apigatewayv2/routeResponse:RouteResponse::route-ping-response";
    let told = |outcome: &Outcome| -> Vec<_> {
        let changes = changes(outcome).into_iter();
        changes
            .map(|step| (step.operation, step.path().to_owned()))
            .collect()
    };
    assert_eq!(
        told(&more),
        [
            (Operation::Create, route.to_owned()),
            (Operation::Create, response.to_owned())
        ]
    );
    let less = up(mocks(), more.state).await;
    assert_eq!(
        told(&less),
        [
            (Operation::Delete, response.to_owned()),
            (Operation::Delete, route.to_owned())
        ]
    );
    assert_eq!(less.state.resources.len(), before.state.resources.len());
}

#[tokio::test]
async fn a_route_with_a_throttle_of_its_own_goes_after_the_stage_has_let_go_of_it() {
    let before = up(mocks(), State::default()).await;
    let less = with_routes(|routes| routes.retain(|route| route.key != "createItem"));
    let less = mocks()
        .engine()
        .state(before.state)
        .run(less)
        .await
        .unwrap();
    let told: Vec<_> = changes(&less)
        .into_iter()
        .map(|step| (step.operation, step.path().rsplit("::").next().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (Operation::Update, "stage"),
            (Operation::Delete, "route-createItem-response"),
            (Operation::Delete, "route-createItem"),
        ]
    );
}
