//! The life of a stack: what a preview knows, and what an update, a failure and a destruction do.

use super::declarations::{mocks, program};
use super::golden::assert_golden;
use infra::{
    program::{declare, routes},
    settings::Settings,
};
use pulumi::{
    Archive, Context,
    engine::{
        Created, Existing, Identity, Operation, Outcome, Provider, ProviderError, State, Step,
        async_trait,
    },
    testing::Mocks,
    value::Object,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that settings can add to a stack.
pub const EVERYTHING: [(&str, &str); 7] = [
    ("accessLogs", "true"),
    ("alarmEmail", "board@example.com"),
    ("aws:region", "eu-north-1"),
    ("monitoring", "true"),
    ("reservedConcurrency", "20"),
    ("tags", r#"["team=board"]"#),
    ("website", "true"),
];

pub fn with(settings: &[(&str, &str)]) -> Mocks {
    let distribution = json!({"arn": "arn:distribution", "domainName": "d1.cloudfront.net"});
    settings.iter().fold(
        mocks().outputs("aws:cloudfront/distribution:Distribution", distribution),
        |mocks, (key, value)| mocks.config(key, *value),
    )
}

async fn up(mocks: Mocks, state: State) -> Outcome {
    mocks.engine().state(state).run(program).await.unwrap()
}

fn changes(outcome: &Outcome) -> Vec<&Step> {
    let steps = outcome.steps.iter();
    steps
        .filter(|step| step.operation != Operation::Same)
        .collect()
}

#[tokio::test]
async fn a_second_update_changes_nothing() {
    let first = up(with(&EVERYTHING), State::default()).await;
    assert!(
        first
            .steps
            .iter()
            .all(|step| step.operation == Operation::Create)
    );
    let second = up(with(&EVERYTHING), first.state.clone()).await;
    assert_eq!(changes(&second), [] as [&Step; 0]);
    assert_eq!(second.state, first.state);
    assert_eq!(second.exports, first.exports);
}

/// Each setting with a value that is not its default, and what that changes: resources, each with the properties that differ.
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
    let declared: BTreeSet<_> = super::environments::declared().into_keys().collect();
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
    change: impl FnOnce(&mut Vec<infra::constructs::RouteProps>) + Send + 'static,
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
    let more = with_routes(|routes| routes.push(infra::constructs::RouteProps::two_way("ping")));
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

#[tokio::test]
async fn destroying_takes_dependents_first_and_leaves_nothing() {
    let stack = up(with(&[("dataProtection", "false")]), State::default()).await;
    let needs: BTreeMap<_, BTreeSet<_>> = stack
        .state
        .resources
        .iter()
        .map(|r| {
            (
                r.urn.clone(),
                r.dependencies.iter().chain(&r.parent).cloned().collect(),
            )
        })
        .collect();
    let gone = mocks().engine().state(stack.state).destroy().await.unwrap();
    assert_eq!(gone.state.resources.len(), 0);
    assert_eq!(gone.steps.len(), needs.len());
    let mut deleted = BTreeSet::new();
    for step in &gone.steps {
        assert_eq!(step.operation, Operation::Delete);
        deleted.insert(step.urn.clone());
        let too_early = needs
            .iter()
            .find(|(urn, on)| on.contains(&step.urn) && !deleted.contains(*urn));
        assert_eq!(too_early, None, "{} goes before what needs it", step.urn);
    }
}

#[tokio::test]
async fn protected_items_refuse_to_be_destroyed_and_everything_stays() {
    let stack = up(with(&[("dataProtection", "true")]), State::default()).await;
    let refused = mocks()
        .engine()
        .state(stack.state.clone())
        .destroy()
        .await
        .unwrap_err();
    let error = refused.to_string();
    assert!(
        error.contains("aws:dynamodb/table:Table `itemsTable` is protected"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1, "{error}");
    assert_eq!(refused.steps, []);
    assert_eq!(refused.state, stack.state);
}

/// What is unknown in a preview of a stack that is not there, property by property.
#[test]
fn a_preview_of_a_new_stack_leaves_exactly_what_a_provider_must_say_unknown() {
    let preview = with(&EVERYTHING).preview().declare(program);
    let mut unknown = BTreeMap::new();
    for resource in preview.resources().filter(|r| r.custom) {
        let (some, known): (Vec<_>, Vec<_>) = resource
            .inputs
            .iter()
            .partition(|(_, value)| value.contains_unknown());
        for (property, _) in known {
            // What comes from another resource is not known before it is there, unless it was given to it.
            let on = &resource.property_dependencies[property];
            assert!(
                on.is_empty(),
                "{}.{property} is known, and depends on {on:?}",
                resource.name
            );
        }
        let some: Vec<_> = some
            .into_iter()
            .map(|(property, _)| property.clone())
            .collect();
        unknown.insert(resource.path().to_owned(), some);
    }
    unknown.insert("exports".to_owned(), unknown_exports(&preview.0));
    assert_golden("unknown.json", &json!(unknown));
}

fn unknown_exports(preview: &Outcome) -> Vec<String> {
    let exports = preview.exports.iter();
    exports
        .filter(|(_, value)| value.contains_unknown())
        .map(|(name, _)| name.clone())
        .collect()
}

/// A setting that is a secret is one wherever it goes: whatever a stack says differently because of it is marked.
#[test]
fn a_secret_setting_is_nowhere_in_plain_text() {
    // Each with what must not be seen of it.
    let secrets: [(&str, &str, &[&str]); 17] = [
        ("alarmEmail", "who@example.com", &["who@example.com"]),
        ("alarmMessagesPerHour", "54321", &["54321"]),
        (
            "allowedOrigins",
            r#"["https://page.example.com"]"#,
            &["page.example"],
        ),
        ("artifact", "elsewhere.zip", &["elsewhere"]),
        ("connectionsPerBoard", "7919", &["7919"]),
        ("handlerArchitecture", "arm64", &["arm64"]),
        ("handlerMemory", "1337", &["1337"]),
        ("handlerTimeout", "27", &["\"timeout\":27", "21600"]),
        ("logLevel", "debug", &["debug"]),
        ("logRetentionDays", "3653", &["3653"]),
        ("reservedConcurrency", "7907", &["7907"]),
        (
            "routeThrottles",
            r#"["createItem=823/829"]"#,
            &["823", "829"],
        ),
        ("stage", "beta", &["beta"]),
        ("statuses", r#"["open","closed"]"#, &["open", "closed"]),
        ("tags", r#"["team=chess"]"#, &["chess"]),
        ("throttleBurst", "613", &["613"]),
        ("throttleRate", "617", &["617"]),
    ];
    let shown = |mocks: Mocks| {
        let Outcome {
            registrations,
            exports,
            diagnostics,
            ..
        } = mocks.declare(program).0;
        let inputs = registrations.into_iter().map(|r| (r.urn, r.inputs));
        let all = inputs.chain([("exports".to_owned(), exports)]);
        let all =
            all.map(|(name, object)| (name, pulumi::Value::Object(object).display().to_string()));
        (all.collect::<BTreeMap<_, _>>(), diagnostics)
    };
    let (plain, _) = shown(with(&EVERYTHING));
    for (key, value, texts) in secrets {
        let settings: Vec<_> = EVERYTHING
            .into_iter()
            .filter(|(other, _)| *other != key)
            .collect();
        let (secret, said) = shown(with(&settings).secret(key, value));
        assert_eq!(said, [], "{key}");
        let changed: Vec<_> = secret
            .iter()
            .filter(|(urn, shown)| plain.get(*urn) != Some(shown))
            .collect();
        assert!(!changed.is_empty(), "{key} changes nothing");
        for (urn, shown) in changed {
            assert!(shown.contains("[secret]"), "{key} in {urn}: {shown}");
            for text in texts {
                assert!(!shown.contains(text), "{key} in {urn}: {shown}");
            }
        }
    }
}

const ROUTE: &str = "aws:apigatewayv2/route:Route";

/// A service that has had enough.
struct TooManyRequests;

#[async_trait]
impl Provider for TooManyRequests {
    async fn create(&self, _: &Identity, _: &Object, _: bool) -> Result<Created, ProviderError> {
        Err(ProviderError::new("Too Many Requests"))
    }

    async fn update(
        &self,
        resource: &Identity,
        _: &Existing,
        _: &Object,
        _: bool,
    ) -> Result<Object, ProviderError> {
        panic!("{resource} was never created");
    }

    async fn delete(&self, resource: &Identity, _: &Existing) -> Result<(), ProviderError> {
        panic!("{resource} was never created");
    }
}

#[tokio::test]
async fn an_update_that_failed_half_way_goes_on_where_it_stopped() {
    let whole = up(mocks(), State::default()).await;
    let engine = mocks().engine().provider(ROUTE, TooManyRequests);
    let broken = engine.run(program).await.unwrap_err();
    let error = broken.to_string();
    assert!(error.contains("Too Many Requests"), "{error}");
    let made: BTreeSet<_> = broken
        .state
        .resources
        .iter()
        .map(|r| r.urn.clone())
        .collect();
    assert!(
        made.len() > 8 && made.len() < whole.state.resources.len(),
        "{made:#?}"
    );
    let resumed = up(mocks(), broken.state).await;
    for step in &resumed.steps {
        let expected = match made.contains(&step.urn) {
            true => Operation::Same,
            false => Operation::Create,
        };
        assert_eq!(step.operation, expected, "{}", step.urn);
    }
    let urns =
        |state: &State| -> BTreeSet<_> { state.resources.iter().map(|r| r.urn.clone()).collect() };
    assert_eq!(urns(&resumed.state), urns(&whole.state));
    assert_eq!(resumed.exports, whole.exports);
}
