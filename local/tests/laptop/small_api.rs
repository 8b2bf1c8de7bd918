//! A program as small as one can be, for tests to declare something more.

use super::process::EXECUTABLE;
use clap::Parser;
use local::{cli::Options, laptop::Laptop};
use pulumi::{Archive, Context, ResourceOptions};
use pulumi_aws::{apigatewayv2, iam, lambda};
use testkit::client::Client;

pub async fn try_start<P>(program: P) -> anyhow::Result<Laptop>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    try_start_with(&[], program).await
}

/// The same with more arguments on the command line.
pub async fn try_start_with<P>(arguments: &[&str], program: P) -> anyhow::Result<Laptop>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let always = ["laptop", "--in-memory", "--port", "0"];
    let options = Options::parse_from([&always, arguments].concat());
    Laptop::start(&options, program).await
}

pub async fn refused<P>(program: P) -> String
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    match try_start(program).await {
        Ok(_) => panic!("the laptop starts"),
        Err(error) => format!("{error:#}"),
    }
}

pub async fn connect(laptop: &Laptop, query: &str) -> Client {
    let url = laptop.outputs().text("websocketUrl").unwrap();
    Client::connect(&format!("{url}{query}")).await
}

/// What a test adds to a [`small_api`].
pub type More = fn(&Context, &apigatewayv2::Api, &apigatewayv2::Route, &lambda::Function);

/// An API with one route, `ping`, to the board's handler: as small as one can be. The route has the expression that selects a
/// response; what else there is, is up to the test.
pub fn small_api(ctx: &Context, more: More) -> anyhow::Result<()> {
    small_api_with(ctx, "todo".into(), more)
}

pub fn small_api_with(
    ctx: &Context,
    statuses: pulumi::Input<String>,
    more: More,
) -> anyhow::Result<()> {
    small_api_at(ctx, statuses, more, |stage| stage)
}

/// The same with another stage.
pub fn small_api_at(
    ctx: &Context,
    statuses: pulumi::Input<String>,
    more: More,
    stage: impl FnOnce(apigatewayv2::StageArgs) -> apigatewayv2::StageArgs,
) -> anyhow::Result<()> {
    let none = ResourceOptions::new;
    let trust = infra::policy::trust("lambda.amazonaws.com");
    let role = iam::Role::new(ctx, "role", iam::RoleArgs::new(trust), none());
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
        stage(
            apigatewayv2::StageArgs::new(&api.id)
                .name("s")
                .auto_deploy(true),
        ),
        none(),
    );
    ctx.export("websocketUrl", &stage.invoke_url);
    Ok(())
}

pub fn permit(ctx: &Context, function: &lambda::Function) {
    let args = lambda::PermissionArgs::new(
        "lambda:InvokeFunction",
        &function.name,
        "apigateway.amazonaws.com",
    );
    lambda::Permission::new(ctx, "permission", args, ResourceOptions::new());
}
