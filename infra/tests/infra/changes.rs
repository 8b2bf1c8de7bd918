//! What a change of the settings or of the routes changes in what is declared: no more than it must.

use super::{
    declarations::{mocks, program},
    golden::assert_golden,
    stacks::with,
};
use infra::{
    constructs::RouteProps,
    program::{declare, routes},
    settings::Settings,
};
use pulumi::{Archive, Context, Object, testing::Declared};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Each setting with a value that is not its default, and what that changes: resources, each with the properties that differ.
/// Whether a change is made in place or by another resource, and which resources get the provider's tags, only the provider knows.
#[test]
fn each_setting_changes_exactly_what_the_golden_file_says() {
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
    let before = with(&[]).declare(program);
    let all: BTreeMap<_, _> = other
        .into_iter()
        .map(|(key, value)| {
            let after = with(&[(key, value)]).declare(program);
            (key, changes(&before, &after))
        })
        .collect();
    let declared = Settings::declarations().into_iter();
    let declared: BTreeSet<_> = declared.map(|setting| setting.key).collect();
    let seen = all.keys().filter(|key| !key.contains(':'));
    assert_eq!(declared, seen.map(|key| (*key).to_owned()).collect());
    assert_golden("changes.json", &json!(all));
}

/// What is declared once more, no more, or with other properties, by the resource's path.
fn changes(before: &Declared, after: &Declared) -> BTreeMap<String, Value> {
    let change = |operation, properties: Vec<&str>| json!({"operation": operation, "properties": properties});
    let (before, after) = (by_path(before), by_path(after));
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let change = match (before.get(path), after.get(path)) {
                (Some(_), None) => change("delete", Vec::new()),
                (None, _) => change("create", Vec::new()),
                (Some(before), Some(after)) => match differing(before, after) {
                    differing if differing.is_empty() => return None,
                    differing => change("update", differing),
                },
            };
            Some((path.to_owned(), change))
        })
        .collect()
}

fn by_path(declared: &Declared) -> BTreeMap<&str, &Object> {
    let resources = declared.resources();
    resources.map(|r| (r.path(), &r.inputs)).collect()
}

fn differing<'a>(before: &'a Object, after: &'a Object) -> Vec<&'a str> {
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(String::as_str)
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

#[test]
fn a_route_more_or_less_is_its_route_and_its_response_and_nothing_else() {
    let before = mocks().declare(program);
    let more = with_routes(|routes| routes.push(RouteProps::two_way("ping")));
    let more = mocks().declare(more);
    let changed = |operation: &str| {
        let change = json!({"operation": operation, "properties": []});
        let parts = [
            "route:Route::route-ping",
            "routeResponse:RouteResponse::route-ping-response",
        ];
        let paths =
            parts.map(|part| format!("taskboard:infra:WebSocketApi$aws:apigatewayv2/{part}"));
        BTreeMap::from(paths.map(|path| (path, change.clone())))
    };
    assert_eq!(changes(&before, &more), changed("create"));
    assert_eq!(changes(&more, &before), changed("delete"));
}

#[test]
fn a_route_with_a_throttle_of_its_own_takes_it_out_of_the_stage_when_it_goes() {
    let before = mocks().declare(program);
    let less = with_routes(|routes| routes.retain(|route| route.key != "createItem"));
    let changed = changes(&before, &mocks().declare(less));
    let changed: Vec<_> = changed
        .iter()
        .map(|(path, change)| {
            (
                change["operation"].as_str().unwrap(),
                path.rsplit("::").next().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        changed,
        [
            ("delete", "route-createItem"),
            ("delete", "route-createItem-response"),
            ("update", "stage"),
        ]
    );
}
