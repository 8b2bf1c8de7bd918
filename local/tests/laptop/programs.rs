//! Programs other than the board's own, and what the laptop makes of them.

use super::{client::Client, process::EXECUTABLE};
use clap::Parser;
use infra::{
    program::{declare, routes},
    settings::Settings,
};
use local::{cli::Options, laptop::Laptop};
use pulumi::{Archive, Context, ResourceOptions};
use pulumi_aws::{apigatewayv2, cloudwatch, dynamodb, iam, lambda};
use serde_json::json;

async fn try_start<P>(program: P) -> anyhow::Result<Laptop>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let options = Options::parse_from(["laptop", "--in-memory", "--port", "0"]);
    Laptop::start(&options, program).await
}

/// The board's program, which then declares something more.
fn board_and(
    more: impl FnOnce(&Context) + Send + 'static,
) -> impl FnOnce(&Context) -> anyhow::Result<()> {
    move |ctx| {
        declare(
            ctx,
            &ctx.config().read()?,
            Archive::file(EXECUTABLE),
            &routes(),
        )?;
        more(ctx);
        Ok(())
    }
}

async fn refused<P>(program: P) -> String
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    match try_start(program).await {
        Ok(_) => panic!("the laptop starts"),
        Err(error) => format!("{error:#}"),
    }
}

async fn connect(laptop: &Laptop, query: &str) -> Client {
    let url = laptop.outputs().text("websocketUrl").unwrap();
    Client::connect(&format!("{url}{query}")).await
}

#[tokio::test]
async fn a_route_that_the_program_does_not_declare_falls_to_default() {
    let laptop = try_start(|ctx| {
        let mut routes = routes();
        routes.retain(|route| route.key != "createItem");
        declare(
            ctx,
            &ctx.config().read()?,
            Archive::file(EXECUTABLE),
            &routes,
        )
    })
    .await
    .unwrap();
    let mut client = connect(&laptop, "?format=json").await;
    let create = json!({"action": "createItem", "title": "A", "status": "todo"});
    let reply = client.ask(create).await;
    assert_eq!(reply["error"]["code"], "UnknownAction", "{reply}");
    let board = client.ask(json!({"action": "scanEntireTable"})).await;
    assert_eq!(board["response"]["Items"], json!([]));
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_route_without_a_route_response_does_its_work_and_replies_nothing() {
    let laptop = try_start(|ctx| {
        let mut routes = routes();
        for route in &mut routes {
            route.replies &= route.key != "createItem";
        }
        declare(
            ctx,
            &ctx.config().read()?,
            Archive::file(EXECUTABLE),
            &routes,
        )
    })
    .await
    .unwrap();
    let mut client = connect(&laptop, "?format=json").await;
    let mut peer = connect(&laptop, "?format=json").await;
    client
        .send(&json!({"action": "createItem", "title": "A", "status": "todo"}))
        .await;
    assert_eq!(peer.receive().await["message"], "Item created");
    client.expect_nothing().await;
    laptop.shutdown().await;
}

/// What a test adds to a [`small_api`].
type More = fn(&Context, &apigatewayv2::Api, &apigatewayv2::Route, &lambda::Function);

/// An API with one route, `ping`, to the board's handler: as small as one can be. The route has the expression that selects a
/// response; what else there is, is up to the test.
fn small_api(ctx: &Context, more: More) -> anyhow::Result<()> {
    small_api_with(ctx, "todo".into(), more)
}

fn small_api_with(
    ctx: &Context,
    statuses: pulumi::Input<String>,
    more: More,
) -> anyhow::Result<()> {
    let none = ResourceOptions::new;
    let role = iam::Role::new(ctx, "role", iam::RoleArgs::new("{}"), none());
    let function = lambda::Function::new(
        ctx,
        "function",
        lambda::FunctionArgs::new(&role.arn)
            .runtime("provided.al2023")
            .handler("bootstrap")
            .code(Archive::file(EXECUTABLE))
            .environment(lambda::FunctionEnvironment::new().variables([
                ("ITEMS_TABLE", "items".into()),
                ("USERS_TABLE", "users".into()),
                ("CONNECTIONS_ENDPOINT", "http://127.0.0.1:9/s".into()),
                ("BOARD_STATUSES", statuses),
            ])),
        none(),
    );
    let api = apigatewayv2::Api::new(
        ctx,
        "api",
        apigatewayv2::ApiArgs::new("WEBSOCKET").route_selection_expression("$request.body.action"),
        none(),
    );
    let integration = apigatewayv2::Integration::new(
        ctx,
        "integration",
        apigatewayv2::IntegrationArgs::new(&api.id, "AWS_PROXY")
            .integration_method("POST")
            .integration_uri(&function.invoke_arn),
        none(),
    );
    let route = apigatewayv2::Route::new(
        ctx,
        "route",
        apigatewayv2::RouteArgs::new(&api.id, "ping")
            .target(integration.id.map(|id| format!("integrations/{id}")))
            .route_response_selection_expression("$default"),
        none(),
    );
    more(ctx, &api, &route, &function);
    let stage = apigatewayv2::Stage::new(
        ctx,
        "stage",
        apigatewayv2::StageArgs::new(&api.id)
            .name("s")
            .auto_deploy(true),
        none(),
    );
    ctx.export("websocketUrl", &stage.invoke_url);
    Ok(())
}

#[tokio::test]
async fn without_a_permission_an_api_cannot_invoke_its_function() {
    let laptop = try_start(|ctx| small_api(ctx, |_, _, _, _| {}))
        .await
        .unwrap();
    let mut client = connect(&laptop, "").await;
    let frame = client.ask(json!({"action": "ping"})).await;
    assert_eq!(frame["message"], "Internal server error", "{frame}");
    let frame = client.ask(json!({"action": "pong"})).await;
    assert_eq!(
        frame["message"], "Forbidden",
        "there is no $default: {frame}"
    );
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_resource_type_that_the_laptop_does_not_know_is_named() {
    let error = refused(board_and(|ctx| {
        let args = cloudwatch::DashboardArgs::new("{}", "board");
        cloudwatch::Dashboard::new(ctx, "overview", args, ResourceOptions::new());
    }))
    .await;
    assert!(
        error.contains("aws:cloudwatch/dashboard:Dashboard"),
        "{error}"
    );
    assert!(error.contains("overview"), "{error}");
}

#[tokio::test]
async fn a_property_that_the_laptop_does_not_support_is_named_with_its_resource() {
    let error = refused(board_and(|ctx| {
        let args = dynamodb::TableArgs::new()
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("id")
            .attributes([dynamodb::TableAttribute::new("id", "S")])
            .stream_enabled(true);
        dynamodb::Table::new(ctx, "audit", args, ResourceOptions::new());
    }))
    .await;
    assert!(error.contains("streamEnabled"), "{error}");
    assert!(error.contains("audit"), "{error}");
}

#[tokio::test]
async fn a_handler_that_cannot_start_is_shown_with_its_last_log_lines() {
    let error = refused(|ctx| {
        let settings: Settings = ctx.config().read()?;
        // Any program that is no Lambda handler ends before it asks for an event.
        declare(ctx, &settings, Archive::file("/bin/ls"), &routes())
    })
    .await;
    assert!(error.contains("cannot start"), "{error}");
    assert!(error.contains("Its last log lines"), "{error}");
}

#[tokio::test]
async fn an_error_of_the_program_is_what_the_laptop_ends_with() {
    let error = refused(|_| anyhow::bail!("the moon is full")).await;
    assert!(error.contains("the moon is full"), "{error}");
}

#[tokio::test]
async fn a_panic_of_the_program_is_an_error_with_its_place() {
    let error = refused(|_| panic!("mind the gap")).await;
    assert!(error.contains("mind the gap"), "{error}");
    assert!(error.contains("programs.rs"), "{error}");
}

fn permit(ctx: &Context, function: &lambda::Function) {
    let args = lambda::PermissionArgs::new(
        "lambda:InvokeFunction",
        &function.name,
        "apigateway.amazonaws.com",
    );
    lambda::Permission::new(ctx, "permission", args, ResourceOptions::new());
}

#[tokio::test]
async fn a_route_response_that_is_removed_leaves_the_route_without_reply() {
    let with: More = |ctx, api, route, function| {
        permit(ctx, function);
        let args = apigatewayv2::RouteResponseArgs::new(&api.id, &route.id, "$default");
        apigatewayv2::RouteResponse::new(ctx, "response", args, ResourceOptions::new());
    };
    let without: More = |ctx, _, _, function| permit(ctx, function);
    for (more, replies) in [(with, true), (without, false)] {
        let laptop = try_start(move |ctx| small_api(ctx, more)).await.unwrap();
        let mut client = connect(&laptop, "").await;
        client.send(&json!({"action": "ping"})).await;
        if replies {
            assert_eq!(client.receive().await["error"]["code"], "UnknownAction");
        } else {
            // A reply, if there were one, would come first.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        let frame = client.ask(json!({"action": "nothing"})).await;
        assert_eq!(frame["message"], "Forbidden", "{frame}");
        laptop.shutdown().await;
    }
}

#[tokio::test]
async fn two_routes_with_one_key_are_refused() {
    let error = refused(|ctx| {
        small_api(ctx, |ctx, api, _, _| {
            let args = apigatewayv2::RouteArgs::new(&api.id, "ping");
            apigatewayv2::Route::new(ctx, "again", args, ResourceOptions::new());
        })
    })
    .await;
    assert!(error.contains("two routes with the key `ping`"), "{error}");
}

#[tokio::test]
async fn what_the_laptop_supports_only_when_it_is_declared_must_be_declared() {
    let error = refused(board_and(|ctx| {
        let args = dynamodb::TableArgs::new()
            .hash_key("id")
            .attributes([dynamodb::TableAttribute::new("id", "S")]);
        dynamodb::Table::new(ctx, "audit", args, ResourceOptions::new());
    }))
    .await;
    assert!(error.contains("billingMode"), "{error}");
    assert!(error.contains("PAY_PER_REQUEST"), "{error}");
}

#[tokio::test]
async fn a_part_of_a_property_that_the_laptop_does_not_support_is_named() {
    let error = refused(board_and(|ctx| {
        let logging = lambda::FunctionLoggingConfig::new("JSON");
        let args = lambda::FunctionArgs::new("role")
            .runtime("provided.al2023")
            .handler("bootstrap")
            .code(Archive::file(EXECUTABLE))
            .logging_config(logging);
        lambda::Function::new(ctx, "other", args, ResourceOptions::new());
    }))
    .await;
    assert!(error.contains("loggingConfig.logFormat"), "{error}");
    assert!(error.contains("Text"), "{error}");
}

#[tokio::test]
async fn a_secret_in_the_environment_reaches_the_handler() {
    let laptop = try_start(|ctx| {
        let statuses = pulumi::Output::known("todo".to_owned()).secret();
        small_api_with(ctx, (&statuses).into(), |ctx, _, _, function| {
            permit(ctx, function)
        })
    })
    .await
    .unwrap();
    laptop.shutdown().await;
}
