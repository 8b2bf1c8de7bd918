//! The stage's throttles as the program declares them, and the account's as the command line does.

use super::small_api::{connect, permit, refused, small_api_at, try_start, try_start_with};
use local::laptop::Laptop;
use pulumi::{Context, ResourceOptions};
use pulumi_aws::apigatewayv2::{
    Route, RouteArgs, RouteResponse, RouteResponseArgs, StageArgs, StageDefaultRouteSettings,
    StageRouteSetting,
};
use serde_json::{Value, json};
use testkit::client::Client;

/// One in three hours, besides what may come at once.
const RARELY: f64 = 0.0001;

/// A program with a route `ping` that replies, a route `other` that reaches nothing, and this stage.
fn with(
    stage: fn(StageArgs) -> StageArgs,
) -> impl FnOnce(&Context) -> anyhow::Result<()> + Send + 'static {
    move |ctx| {
        small_api_at(
            ctx,
            "todo".into(),
            |ctx, api, route, function| {
                permit(ctx, function);
                let args = RouteResponseArgs::new(&api.id, &route.id, "$default");
                RouteResponse::new(ctx, "response", args, ResourceOptions::new());
                let args = RouteArgs::new(&api.id, "other");
                Route::new(ctx, "other", args, ResourceOptions::new());
            },
            stage,
        )
    }
}

/// Asks for a route, and says what came of it.
async fn ask(client: &mut Client, action: &str) -> &'static str {
    let reply = client.ask(json!({"action": action})).await;
    match reply["message"].as_str() {
        Some("Unknown action") => "handled",
        Some("Internal server error") => "failed",
        Some("Too Many Requests") => "throttled",
        _ => panic!("{reply}"),
    }
}

/// Asks for routes one after the other.
async fn expect(laptop: &Laptop, outcomes: &[(&str, &str)]) {
    let mut client = connect(laptop, "").await;
    for (nth, (action, outcome)) in outcomes.iter().enumerate() {
        assert_eq!(ask(&mut client, action).await, *outcome, "{nth}: {action}");
    }
}

/// The stage's settings, with so many requests at once and hardly any later.
fn default_burst(burst: i32) -> StageDefaultRouteSettings {
    StageDefaultRouteSettings::new()
        .throttling_rate_limit(RARELY)
        .throttling_burst_limit(burst)
}

async fn expect_throttled_handshake(laptop: &Laptop) {
    let url = laptop.outputs().text("websocketUrl").unwrap();
    let refused = Client::try_connect(url).await.unwrap_err();
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(
        (refused.status.as_u16(), &body["message"]),
        (429, &json!("Too Many Requests"))
    );
}

#[tokio::test]
async fn the_stages_default_throttle_holds_for_each_route_by_itself() {
    let stage = with(|stage| stage.default_route_settings(default_burst(2)));
    let laptop = try_start(stage).await.unwrap();
    let outcomes = [
        ("ping", "handled"),
        ("ping", "handled"),
        ("ping", "throttled"),
        ("other", "failed"),
        ("other", "failed"),
        ("other", "throttled"),
    ];
    expect(&laptop, &outcomes).await;
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_routes_own_throttle_holds_instead_of_the_default_one() {
    let laptop = try_start(with(|stage| {
        stage
            .default_route_settings(default_burst(1))
            .route_settings([StageRouteSetting::new("ping")
                .throttling_rate_limit(RARELY)
                .throttling_burst_limit(3)])
    }))
    .await
    .unwrap();
    let outcomes = [
        ("ping", "handled"),
        ("ping", "handled"),
        ("ping", "handled"),
        ("ping", "throttled"),
        ("other", "failed"),
        ("other", "throttled"),
    ];
    expect(&laptop, &outcomes).await;
    laptop.shutdown().await;
}

#[tokio::test]
async fn settings_without_throttle_values_let_nothing_pass() {
    let settings: [fn(StageArgs) -> StageArgs; 3] = [
        |stage| {
            stage.default_route_settings(
                StageDefaultRouteSettings::new().detailed_metrics_enabled(true),
            )
        },
        |stage| {
            stage.default_route_settings(
                StageDefaultRouteSettings::new().throttling_rate_limit(100.0),
            )
        },
        |stage| {
            stage
                .default_route_settings(
                    StageDefaultRouteSettings::new()
                        .throttling_rate_limit(100.0)
                        .throttling_burst_limit(100),
                )
                .route_settings([StageRouteSetting::new("ping").logging_level("INFO")])
        },
    ];
    for stage in settings {
        let laptop = try_start(with(stage)).await.unwrap();
        expect(&laptop, &[("ping", "throttled")]).await;
        laptop.shutdown().await;
    }
}

#[tokio::test]
async fn a_stage_without_settings_throttles_nothing() {
    let laptop = try_start(with(|stage| stage)).await.unwrap();
    expect(&laptop, &[("ping", "handled"); 50]).await;
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_throttle_that_is_no_number_of_requests_is_named() {
    let error = refused(with(|stage| {
        stage.default_route_settings(StageDefaultRouteSettings::new().throttling_burst_limit(-1))
    }))
    .await;
    assert!(
        error.contains("stage") && error.contains("throttlingBurstLimit"),
        "{error}"
    );
}

#[tokio::test]
async fn a_throttle_of_a_route_that_is_not_there_is_named() {
    let error = refused(with(|stage| {
        stage.route_settings([StageRouteSetting::new("pong")
            .throttling_rate_limit(1.0)
            .throttling_burst_limit(1)])
    }))
    .await;
    let named = "aws:apigatewayv2/stage:Stage `stage`: the property `routeSettings`";
    assert!(error.contains(named) && error.contains("`pong`"), "{error}");
}

#[tokio::test]
async fn the_accounts_requests_are_limited_by_the_command_line() {
    let limits = ["--account-rate", "0.0001", "--account-burst", "3"];
    let laptop = try_start_with(&limits, with(|stage| stage)).await.unwrap();
    let outcomes = [
        ("ping", "handled"),
        ("other", "failed"),
        ("ping", "throttled"),
        ("other", "throttled"),
    ];
    expect(&laptop, &outcomes).await;
    expect_throttled_handshake(&laptop).await;
    laptop.shutdown().await;
}

#[tokio::test]
async fn the_accounts_new_connections_are_limited_by_the_command_line() {
    let none = ["--account-connections", "0"];
    let laptop = try_start_with(&none, with(|stage| stage)).await.unwrap();
    expect_throttled_handshake(&laptop).await;
    laptop.shutdown().await;
}
