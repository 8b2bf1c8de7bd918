//! Programs that declare an authorizer on `$connect`, whose functions are this executable.

use clap::Parser;
use lambda_runtime::{Error, LambdaEvent};
use local::{cli::Options, laptop::Laptop};
use pulumi::{Archive, Context, ResourceOptions};
use pulumi_aws::{
    apigatewayv2::{
        Api, ApiArgs, Authorizer, AuthorizerArgs, Integration, IntegrationArgs, Route, RouteArgs,
        RouteResponse, RouteResponseArgs, Stage, StageArgs,
    },
    iam, lambda,
};
use serde_json::{Value, json};
use std::env;
use testkit::client::Client;

/// The authorizer's function: the query says who it is.
pub async fn authorize(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let event = event.payload;
    let name = event["queryStringParameters"]["as"].as_str();
    let effect = match name {
        Some("nobody") => return Err("Unauthorized".into()),
        Some("trouble") => return Err("the database is on fire".into()),
        Some("mallory") => "Deny",
        _ => "Allow",
    };
    let statement = json!({
        "Action": "execute-api:Invoke",
        "Effect": effect,
        "Resource": event["methodArn"],
    });
    Ok(json!({
        "principalId": name,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"floor": 3},
    }))
}

/// The handler's function: a reply that says who the event is from.
pub async fn tell(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let authorizer = &event.payload["requestContext"]["authorizer"];
    Ok(json!({"statusCode": 200, "body": authorizer.to_string()}))
}

/// What differs from test to test.
#[derive(Clone, Copy)]
struct Declaration {
    /// The route that has the authorizer.
    route: &'static str,
    identity_source: &'static str,
    /// What the API may invoke the authorizer's function from: the end of an ARN.
    permitted: &'static str,
    /// Whether the route names the authorizer.
    named: bool,
}

const USUAL: Declaration = Declaration {
    route: "$connect",
    identity_source: "route.request.querystring.as",
    permitted: "authorizers/*",
    named: true,
};

fn function(
    ctx: &Context,
    name: &str,
    manner: &str,
    api: &Api,
    permitted: &'static str,
) -> lambda::Function {
    let none = ResourceOptions::new;
    let executable = env::current_exe().unwrap();
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }],
    });
    let args = iam::RoleArgs::new(trust.to_string());
    let role = iam::Role::new(ctx, &format!("{name}-role"), args, none());
    let args = lambda::FunctionArgs::new(&role.arn)
        .runtime("provided.al2023")
        .handler("bootstrap")
        .code(Archive::file(executable))
        .environment(lambda::FunctionEnvironment::new().variables([("MANNER", manner)]));
    let function = lambda::Function::new(ctx, name, args, none());
    let args = lambda::PermissionArgs::new(
        "lambda:InvokeFunction",
        &function.name,
        "apigateway.amazonaws.com",
    )
    .source_arn(
        api.execution_arn
            .map(move |arn| format!("{arn}/{permitted}")),
    );
    lambda::Permission::new(ctx, &format!("{name}-permission"), args, none());
    function
}

fn program(ctx: &Context, declaration: Declaration) -> anyhow::Result<()> {
    let none = ResourceOptions::new;
    let args = ApiArgs::new("WEBSOCKET").route_selection_expression("$request.body.action");
    let api = Api::new(ctx, "api", args, none());
    let handler = function(ctx, "handler", "tells", &api, "s/*");
    let authorizes = function(ctx, "authorizes", "authorizes", &api, declaration.permitted);
    let args = AuthorizerArgs::new(&api.id, "REQUEST")
        .authorizer_uri(&authorizes.invoke_arn)
        .identity_sources([declaration.identity_source])
        .name("who");
    let authorizer = Authorizer::new(ctx, "authorizer", args, none());
    let args = IntegrationArgs::new(&api.id, "AWS_PROXY")
        .integration_method("POST")
        .integration_uri(&handler.invoke_arn);
    let integration = Integration::new(ctx, "integration", args, none());
    for key in ["$connect", "$default"] {
        let mut args = RouteArgs::new(&api.id, key)
            .target(integration.id.map(|id| format!("integrations/{id}")))
            .route_response_selection_expression("$default");
        if key == declaration.route {
            args = args.authorization_type("CUSTOM");
            if declaration.named {
                args = args.authorizer_id(&authorizer.id);
            }
        }
        let route = Route::new(ctx, key, args, none());
        let args = RouteResponseArgs::new(&api.id, &route.id, "$default");
        RouteResponse::new(ctx, &format!("{key}-response"), args, none());
    }
    let args = StageArgs::new(&api.id).name("s").auto_deploy(true);
    let stage = Stage::new(ctx, "stage", args, none());
    ctx.export("websocketUrl", &stage.invoke_url);
    Ok(())
}

async fn start(declaration: Declaration) -> anyhow::Result<Laptop> {
    let options = Options::parse_from(["laptop", "--in-memory", "--port", "0"]);
    Laptop::start(&options, move |ctx| program(ctx, declaration)).await
}

async fn refused(declaration: Declaration) -> String {
    match start(declaration).await {
        Ok(_) => panic!("the laptop starts"),
        Err(error) => format!("{error:#}"),
    }
}

/// What an event says of the client, or with which status its handshake is refused.
async fn who(laptop: &Laptop, query: &str) -> Result<Value, u16> {
    let url = format!("{}{query}", laptop.outputs().text("websocketUrl").unwrap());
    let connected = Client::try_connect(url).await;
    let mut client = connected.map_err(|refused| refused.status.as_u16())?;
    client.send("who am I?").await;
    let mut who = client.json().await;
    who.as_object_mut().unwrap().remove("integrationLatency");
    Ok(who)
}

pub async fn an_authorizer_lets_in_whom_it_allows_and_later_events_say_who_that_is() {
    let laptop = start(USUAL).await.unwrap();
    assert_eq!(
        who(&laptop, "?as=alice").await,
        Ok(json!({"principalId": "alice", "floor": "3"}))
    );
    laptop.shutdown().await;
}

pub async fn an_authorizer_that_denies_is_403_and_one_that_knows_nobody_is_401() {
    let laptop = start(USUAL).await.unwrap();
    assert_eq!(who(&laptop, "?as=mallory").await, Err(403));
    assert_eq!(who(&laptop, "?as=nobody").await, Err(401));
    laptop.shutdown().await;
}

pub async fn a_handshake_without_an_identity_source_is_401() {
    let laptop = start(USUAL).await.unwrap();
    assert_eq!(who(&laptop, "").await, Err(401));
    laptop.shutdown().await;
}

pub async fn an_authorizer_that_fails_is_500() {
    let laptop = start(USUAL).await.unwrap();
    assert_eq!(who(&laptop, "?as=trouble").await, Err(500));
    laptop.shutdown().await;
}

pub async fn an_authorizer_that_the_api_may_not_invoke_is_500() {
    let declaration = Declaration {
        permitted: "s/$connect",
        ..USUAL
    };
    let laptop = start(declaration).await.unwrap();
    assert_eq!(who(&laptop, "?as=alice").await, Err(500));
    laptop.shutdown().await;
}

pub async fn an_authorizer_is_for_connect_only() {
    let error = refused(Declaration {
        route: "$default",
        ..USUAL
    })
    .await;
    assert!(
        error.contains("$default") && error.contains("on $connect only"),
        "{error}"
    );
}

pub async fn an_authorizer_must_be_declared() {
    let error = refused(Declaration {
        named: false,
        ..USUAL
    })
    .await;
    assert!(
        error.contains("$connect") && error.contains("authorizerId"),
        "{error}"
    );
}

pub async fn an_identity_source_that_is_none_is_named() {
    let error = refused(Declaration {
        identity_source: "$request.header.Auth",
        ..USUAL
    })
    .await;
    assert!(
        error.contains("authorizer") && error.contains("$request.header.Auth"),
        "{error}"
    );
}
