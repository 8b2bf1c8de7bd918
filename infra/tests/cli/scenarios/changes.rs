//! What a change of the settings or of the routes changes in a stack that is up.

use super::stack::{Stack, binaries};
use infra::settings::Settings;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

/// Each setting with another value than the stack has.
const OTHER: [(&str, &str); 22] = [
    ("accessLogs", "false"),
    ("alarmEmail", "who@example.com"),
    ("alarmMessagesPerHour", "5000"),
    ("allowedOrigins", "[https://board.example.com]"),
    ("artifact", "other.zip"),
    ("aws:region", "eu-west-1"),
    ("connectionsPerBoard", "50"),
    ("dataProtection", "true"),
    ("handlerArchitecture", "arm64"),
    ("handlerMemory", "512"),
    ("handlerTimeout", "20"),
    ("logLevel", "debug"),
    ("logRetentionDays", "30"),
    ("monitoring", "false"),
    ("reservedConcurrency", "20"),
    ("routeThrottles", "[createItem=10/20]"),
    ("stage", "beta"),
    ("statuses", "[open, closed]"),
    ("tags", "[team=chess]"),
    ("throttleBurst", "50"),
    ("throttleRate", "20"),
    ("website", "false"),
];

/// Which resources are created, updated, replaced and deleted, and for which properties. Those of the provider are all that get its
/// tags: the real one tells of each resource.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn each_setting_changes_exactly_what_the_golden_file_says() {
    let stack = Stack::up();
    let file = fs::read_to_string(stack.project().join("Pulumi.dev.yaml")).unwrap();
    let mut all = BTreeMap::new();
    for (key, value) in OTHER {
        fs::write(stack.project().join("Pulumi.dev.yaml"), &file).unwrap();
        stack.set(key, value);
        let mut steps: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (path, step) in stack.preview() {
            steps.entry(path).or_default().push(step);
        }
        all.insert(key, steps);
    }
    let declared = Settings::declarations().into_iter();
    let declared: BTreeSet<_> = declared.map(|setting| setting.key).collect();
    let seen = all.keys().filter(|key| !key.contains(':'));
    assert_eq!(declared, seen.map(|key| (*key).to_owned()).collect());
    assert_golden("changes.json", &json!(all));
}

/// Holds what is found against a file beside this one, which `GOLDEN=rewrite` writes anew.
fn assert_golden(name: &str, found: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
        fs::write(&file, serde_json::to_string_pretty(found).unwrap() + "\n").unwrap();
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    for (key, found) in found.as_object().unwrap() {
        assert_eq!(
            *found, expected[key],
            "{key} has changed; if it should, rewrite {name}"
        );
    }
    assert_eq!(*found, expected);
}

const ROUTE: &str = "taskboard:infra:WebSocketApi$aws:apigatewayv2/route:Route::route";
const RESPONSE: &str =
    "taskboard:infra:WebSocketApi$aws:apigatewayv2/routeResponse:RouteResponse::route";

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_route_more_or_less_is_its_route_and_its_response_and_nothing_else() {
    let mut stack = Stack::up();
    let existing = stack.existing();
    stack.host(binaries().join("other-routes"));
    stack.variable("ROUTES", "+ping");
    let operations = |steps: Vec<(String, Value)>| -> BTreeMap<String, Value> {
        let steps = steps.into_iter();
        steps
            .map(|(path, step)| (path, step["operation"].clone()))
            .collect()
    };
    let both = |operation: &str| {
        BTreeMap::from([
            (format!("{ROUTE}-ping"), json!(operation)),
            (format!("{RESPONSE}-ping-response"), json!(operation)),
        ])
    };
    assert_eq!(operations(stack.preview()), both("create"));
    stack.update().succeeded();
    stack.host(binaries().join("infra"));
    assert_eq!(operations(stack.preview()), both("delete"));
    stack.update().succeeded();
    assert_eq!(stack.existing(), existing);
}

/// The other way round, the provider refuses to delete the route, as API Gateway does.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_route_with_a_throttle_of_its_own_goes_after_the_stage_has_let_go_of_it() {
    let mut stack = Stack::up();
    stack.forget_calls();
    stack.host(binaries().join("other-routes"));
    stack.variable("ROUTES", "-createItem");
    stack.update().succeeded();
    assert_eq!(stack.calls("update"), ["stage"]);
    assert_eq!(
        stack.calls("delete"),
        ["route-createItem-response", "route-createItem"]
    );
}

/// Both stages are there for a moment: what clients and grants name is switched over in between.
#[test]
#[ignore = "needs the Pulumi CLI"]
fn another_stage_is_there_before_the_old_one_goes() {
    let stack = Stack::up();
    let existing = stack.existing();
    stack.forget_calls();
    stack.set("stage", "beta");
    stack.update().succeeded();
    assert!(stack.calls("create").contains(&"stage".to_owned()));
    assert!(stack.calls("delete").contains(&"stage".to_owned()));
    assert_eq!(stack.existing(), existing);
}
