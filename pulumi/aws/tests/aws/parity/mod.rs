//! The same program in Rust and with Pulumi's official SDK for Python registers the same.
//!
//! What the Python program registers is kept in `registered.json`. To record it anew, with `pulumi` and `pulumi-aws` installed:
//! `PULUMI_PYTHON=python3 cargo test --package pulumi-aws parity`.

use pulumi::{
    Alias, Archive, Component, Context, CustomTimeouts, Input, InvokeOptions, Output,
    ResourceOptions,
    engine::Engine,
    testing::{Declared, Mocks, Schema},
};
use pulumi_aws::{SCHEMA, apigatewayv2, cloudwatch, dynamodb, iam, lambda};
use serde_json::{Value as Json, json};
use std::{env, fs, path::Path, time::Duration};

fn program(ctx: &Context) -> anyhow::Result<()> {
    let none = ResourceOptions::new;
    let storage = Component::new(ctx, "chat:infra:Storage", "storage", none());
    let attribute = |name| dynamodb::TableAttribute::new(name, "S");
    let connections = dynamodb::Table::new(
        ctx,
        "connections",
        dynamodb::TableArgs::new()
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("connectionId")
            .attributes([attribute("connectionId")])
            .ttl(
                dynamodb::TableTtl::new()
                    .attribute_name("expiresAt")
                    .enabled(true),
            )
            .point_in_time_recovery(dynamodb::TablePointInTimeRecovery::new(true)),
        none().parent(&storage).protect(true),
    );
    let rooms = dynamodb::Table::new(
        ctx,
        "rooms",
        dynamodb::TableArgs::new()
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("pk")
            .range_key("sk")
            .attributes([attribute("pk"), attribute("sk")]),
        none().parent(&storage),
    );
    storage.register_outputs([("connections", &connections.name)]);
    let role = iam::RoleArgs::new(r#"{"Version":"2012-10-17"}"#);
    let role = iam::Role::new(ctx, "handler-role", role, none());
    let logs = cloudwatch::LogGroupArgs::new().retention_in_days(14);
    let logs = cloudwatch::LogGroup::new(ctx, "handler-logs", logs, none());
    let arns = Output::join([&connections.arn, &rooms.arn, &logs.arn]);
    let policy = iam::RolePolicyArgs::new(arns.map(|arns| arns.join(",")), &role.id);
    let policy = iam::RolePolicy::new(ctx, "handler-policy", policy, none());
    let environment = [
        ("CONNECTIONS_TABLE", Input::from(&connections.name)),
        ("ROOMS_TABLE", Input::from(&rooms.name)),
        ("RUST_LOG", "info".into()),
    ];
    let function = lambda::Function::new(
        ctx,
        "handler",
        lambda::FunctionArgs::new(&role.arn)
            .runtime("provided.al2023")
            .handler("bootstrap")
            .architectures(["arm64"])
            .memory_size(256)
            .timeout(10)
            .code(Archive::file("handler.zip"))
            .description(Output::known("hush".to_owned()).secret())
            .environment(lambda::FunctionEnvironment::new().variables(environment)),
        none()
            .depends_on(&policy)
            .depends_on(&logs)
            .depends_on(&storage),
    );
    let api =
        apigatewayv2::ApiArgs::new("WEBSOCKET").route_selection_expression("$request.body.action");
    let api = apigatewayv2::Api::new(ctx, "ws", api, none());
    let integration = apigatewayv2::IntegrationArgs::new(&api.id, "AWS_PROXY")
        .integration_uri(&function.invoke_arn)
        .integration_method("POST");
    let integration =
        apigatewayv2::Integration::new(ctx, "handler-integration", integration, none());
    let routes = ["$connect", "$default"].map(|key| {
        let target = integration.id.map(|id| format!("integrations/{id}"));
        let name = format!("route-{}", key.trim_start_matches('$'));
        let route = apigatewayv2::RouteArgs::new(&api.id, key).target(target);
        apigatewayv2::Route::new(ctx, &name, route, none())
    });
    let ids = Output::join(routes.each_ref().map(|route| &route.id)).map(|ids| ids.join(","));
    let deployment = apigatewayv2::Deployment::new(
        ctx,
        "deployment",
        apigatewayv2::DeploymentArgs::new(&api.id).triggers([("routes", ids)]),
        routes
            .iter()
            .fold(none(), |options, route| options.depends_on(route)),
    );
    let stage = apigatewayv2::Stage::new(
        ctx,
        "stage",
        apigatewayv2::StageArgs::new(&api.id)
            .name("prod")
            .deployment_id(&deployment.id)
            .description(&api.description)
            .default_route_settings(
                apigatewayv2::StageDefaultRouteSettings::new()
                    .throttling_burst_limit(100)
                    .throttling_rate_limit(50.0),
            )
            .access_log_settings(apigatewayv2::StageAccessLogSettings::new(
                &logs.arn,
                "$context.requestId",
            )),
        none(),
    );
    cloudwatch::MetricAlarm::new(
        ctx,
        "errors",
        cloudwatch::MetricAlarmArgs::new()
            .comparison_operator("GreaterThanThreshold")
            .evaluation_periods(1)
            .threshold(0)
            .dimensions([("FunctionName", &function.name)]),
        none(),
    );
    with_options(ctx, &api, &storage);
    ctx.export("websocketUrl", &stage.invoke_url);
    ctx.export("description", &function.description);
    Ok(())
}

/// One resource for each option, and those of a provider.
fn with_options(ctx: &Context, api: &apigatewayv2::Api, storage: &Component) {
    let none = ResourceOptions::new;
    let tags = pulumi_aws::ProviderDefaultTags::new().tags([("api", &api.name)]);
    let args = pulumi_aws::ProviderArgs::new()
        .region("eu-north-1")
        .default_tags(tags)
        .token("hush")
        .max_retries(3);
    let provider = pulumi_aws::Provider::new(ctx, "provider", args, none());
    let logs = |name: &str, options: ResourceOptions<cloudwatch::LogGroupArgs>| {
        cloudwatch::LogGroup::new(ctx, name, cloudwatch::LogGroupArgs::new(), options);
    };
    let properties = cloudwatch::LogGroupArgs::properties;
    logs("provided", none().provider(&provider).into());
    let group = Component::new(ctx, "chat:infra:Logs", "logs", none().provider(&provider));
    logs("inherits", none().parent(&group).into());
    logs("retained", none().retain_on_delete(true).into());
    logs("first-deleted", none().delete_before_replace(true).into());
    logs("later-deleted", none().delete_before_replace(false).into());
    let timeouts = CustomTimeouts::new()
        .create(Duration::from_secs(90))
        .update(Duration::from_secs(60));
    logs("timed", none().custom_timeouts(timeouts).into());
    let ignoring = none()
        .ignore_changes(properties().retention_in_days)
        .ignore_changes(properties().tags.key("a.b"));
    logs("ignoring", ignoring);
    logs("replaced", none().replace_on_changes(properties().name));
    let secret = cloudwatch::LogGroup::outputs().arn;
    logs("secretive", none().additional_secret_output(secret));
    let alias = Alias::named("old").r#type("aws:cloudwatch/group:Group");
    let aliases = none().alias(alias).alias(Alias::child_of(storage));
    logs("renamed", aliases.into());
    let urn = Alias::urn("urn:pulumi:other::chat::aws:cloudwatch/logGroup:LogGroup::there");
    logs("from-elsewhere", none().alias(urn).version("7.47.0").into());
    let caller = pulumi_aws::GetCallerIdentityArgs::new();
    let caller = pulumi_aws::get_caller_identity(ctx, caller, InvokeOptions::new());
    let region = pulumi_aws::GetRegionArgs::new().region(&api.region);
    let region = pulumi_aws::get_region(ctx, region, InvokeOptions::new().provider(&provider));
    ctx.export("account", &caller.account_id);
    ctx.export("endpoint", &region.endpoint);
}

#[test]
fn a_program_registers_what_the_official_python_sdk_registers_for_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let registered = |preview| {
        if let Some(python) = env::var_os("PULUMI_PYTHON") {
            let recorded = runtime.block_on(record(engine(preview), &python));
            keep(preview, recorded);
        }
        let outcome = runtime.block_on(engine(preview).run(program)).unwrap();
        comparable(Declared(outcome))
    };
    for preview in [false, true] {
        let (ours, theirs) = (registered(preview), kept(preview));
        // One resource at a time, or a difference is hard to find.
        for (path, theirs) in theirs["resources"].as_object().unwrap() {
            assert_eq!(
                &ours["resources"][path], theirs,
                "{path}, preview: {preview}"
            );
        }
        assert_eq!(ours, theirs, "preview: {preview}");
    }
}

fn engine(preview: bool) -> Engine {
    let mocks = Mocks::new().schema(Schema::parse(SCHEMA).unwrap());
    mocks.engine().dry_run(preview)
}

fn comparable(declared: Declared) -> Json {
    let mut resources = declared.to_json();
    for (path, resource) in resources.as_object_mut().unwrap() {
        if path.starts_with("pulumi:providers:") {
            decode(&mut resource["inputs"]);
        }
    }
    let mut calls = declared.0.calls.clone();
    calls.sort_by(|a, b| a.function.cmp(&b.function));
    json!({"resources": resources, "calls": calls, "exports": declared.exports()})
}

/// JSON that is text in a provider's configuration may be spaced in more than one way.
fn decode(inputs: &mut Json) {
    for input in inputs.as_object_mut().unwrap().values_mut() {
        let decoded = input
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok());
        if let Some(decoded) = decoded {
            *input = json!({"json": Json::clone(&decoded)});
        }
    }
}

async fn record(engine: Engine, python: &std::ffi::OsStr) -> Json {
    let outcome = engine.run_with(|request| async move {
        let status = tokio::process::Command::new(python)
            .arg(folder().join("program.py"))
            .env("PULUMI_PROJECT", request.project)
            .env("PULUMI_STACK", request.stack)
            .env("PULUMI_MONITOR", request.monitor_address)
            .env("PULUMI_ENGINE", request.engine_address.unwrap())
            .env("PULUMI_DRY_RUN", request.dry_run.to_string())
            .status()
            .await
            .unwrap();
        assert!(status.success(), "{status}");
        Ok(())
    });
    comparable(Declared(outcome.await.unwrap()))
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/aws/parity"))
}

fn file(preview: bool) -> std::path::PathBuf {
    folder().join(if preview {
        "previewed.json"
    } else {
        "registered.json"
    })
}

fn keep(preview: bool, registered: Json) {
    let text = serde_json::to_string_pretty(&registered).unwrap();
    fs::write(file(preview), text + "\n").unwrap();
}

fn kept(preview: bool) -> Json {
    serde_json::from_str(&fs::read_to_string(file(preview)).unwrap()).unwrap()
}
