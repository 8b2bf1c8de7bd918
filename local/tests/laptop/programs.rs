//! Programs other than the board's own, and what the laptop makes of them.

use super::{
    process::EXECUTABLE,
    small_api::{
        More, connect, permit, refused, small_api, small_api_at, small_api_with, try_start,
        try_start_with,
    },
};
use clap::Parser;
use infra::{
    program::{declare, routes},
    settings::Settings,
};
use local::{cli::Options, laptop::Laptop};
use pulumi::{Archive, Context, InvokeOptions, ResourceOptions};
use pulumi_aws::{apigatewayv2, cloudwatch, dynamodb, iam, lambda, s3, sns};
use serde_json::json;

/// The board's program, which then declares something more.
fn board_and(
    more: impl FnOnce(&Context) + Send + 'static,
) -> impl FnOnce(&Context) -> anyhow::Result<()> {
    move |ctx| {
        declare(
            ctx,
            &Settings::read(ctx.config())?,
            Archive::file(EXECUTABLE),
            &routes(),
        )?;
        more(ctx);
        Ok(())
    }
}

#[tokio::test]
async fn a_route_that_the_program_does_not_declare_falls_to_default() {
    let laptop = try_start(|ctx| {
        let mut routes = routes();
        routes.retain(|route| route.key != "createItem");
        declare(
            ctx,
            &Settings::read(ctx.config())?,
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
    drop(client);
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_route_that_the_program_no_longer_declares_is_gone_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let options = Options::parse_from(["laptop", "--state", state, "--port", "0"]);
    for declared in [true, false] {
        let program = move |ctx: &Context| {
            let mut routes = routes();
            routes.retain(|route| declared || route.key != "createItem");
            let settings = Settings::read(ctx.config())?;
            declare(ctx, &settings, Archive::file(EXECUTABLE), &routes)
        };
        let laptop = Laptop::start(&options, program).await.unwrap();
        let mut client = connect(&laptop, "?format=json").await;
        let create = json!({"action": "createItem", "title": "A", "status": "todo"});
        let reply = client.ask(create).await;
        match declared {
            true => assert_eq!(reply["message"], "Item created", "{reply}"),
            false => assert_eq!(reply["error"]["code"], "UnknownAction", "{reply}"),
        }
        // What the route did while it was there stays.
        let board = client.ask(json!({"action": "scanEntireTable"})).await;
        assert_eq!(board["response"]["Count"], 1, "{board}");
        drop(client);
        laptop.shutdown().await;
    }
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
            &Settings::read(ctx.config())?,
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
    assert_eq!(peer.json().await["message"], "Item created");
    client.expect_nothing().await;
    drop(client);
    drop(peer);
    laptop.shutdown().await;
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
    drop(client);
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_resource_type_that_the_laptop_does_not_know_is_named() {
    let error = refused(board_and(|ctx| {
        let args = sns::TopicPolicyArgs::new("arn", "{}");
        sns::TopicPolicy::new(ctx, "overview", args, ResourceOptions::new());
    }))
    .await;
    assert!(error.contains("aws:sns/topicPolicy:TopicPolicy"), "{error}");
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
        let settings = Settings::read(ctx.config())?;
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

#[tokio::test]
async fn a_route_response_that_is_removed_leaves_the_route_without_reply() {
    fn respond(ctx: &Context, name: &str, api: &apigatewayv2::Api, route: &apigatewayv2::Route) {
        let args = apigatewayv2::RouteResponseArgs::new(&api.id, &route.id, "$default");
        apigatewayv2::RouteResponse::new(ctx, name, args, ResourceOptions::new());
    }
    fn pong(
        ctx: &Context,
        api: &apigatewayv2::Api,
        ping: &apigatewayv2::Route,
        function: &lambda::Function,
    ) {
        permit(ctx, function);
        let args = apigatewayv2::RouteArgs::new(&api.id, "pong")
            .target(&ping.target)
            .route_response_selection_expression("$default");
        let pong = apigatewayv2::Route::new(ctx, "pong", args, ResourceOptions::new());
        respond(ctx, "pong-response", api, &pong);
    }
    let with: More = |ctx, api, ping, function| {
        pong(ctx, api, ping, function);
        respond(ctx, "ping-response", api, ping);
    };
    for (more, replies) in [(with, true), (pong as More, false)] {
        // One sandbox handles one message after the other.
        let program = move |ctx: &Context| small_api(ctx, more);
        let laptop = try_start_with(&["--concurrency", "1"], program).await;
        let laptop = laptop.unwrap();
        let mut client = connect(&laptop, "").await;
        let ask = |action: &str| json!({"action": action, "requestId": action});
        // Once the sandbox is there, nobody waits for it so long as to be throttled.
        assert_eq!(client.ask(ask("pong")).await["requestId"], "pong");
        client.send(&ask("ping")).await;
        client.send(&ask("pong")).await;
        if replies {
            assert_eq!(client.json().await["requestId"], "ping");
        }
        assert_eq!(client.json().await["requestId"], "pong");
        drop(client);
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
async fn two_tables_with_one_name_are_refused() {
    let error = refused(board_and(|ctx| {
        for name in ["audit", "again"] {
            let args = dynamodb::TableArgs::new()
                .billing_mode("PAY_PER_REQUEST")
                .name("audit-log")
                .hash_key("id")
                .attributes([dynamodb::TableAttribute::new("id", "S")]);
            dynamodb::Table::new(ctx, name, args, ResourceOptions::new());
        }
    }))
    .await;
    assert!(
        error.contains("is `audit-log`, which is another table's"),
        "{error}"
    );
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

#[tokio::test]
async fn a_program_may_declare_its_provider_and_ask_where_it_is() {
    let laptop = try_start(|ctx| {
        let tags = pulumi_aws::ProviderDefaultTags::new().tags([("stack", "local")]);
        let args = pulumi_aws::ProviderArgs::new();
        let args = args.region("eu-north-1").default_tags(tags);
        let provider = pulumi_aws::Provider::new(ctx, "aws", args, ResourceOptions::new());
        let ask = || InvokeOptions::new().provider(&provider);
        let region = pulumi_aws::get_region(ctx, pulumi_aws::GetRegionArgs::new(), ask());
        let partition = pulumi_aws::GetPartitionArgs::new();
        let partition = pulumi_aws::get_partition(ctx, partition, ask());
        let caller = pulumi_aws::GetCallerIdentityArgs::new();
        let caller = pulumi_aws::get_caller_identity(ctx, caller, ask());
        ctx.export("where", &region.region);
        ctx.export("partition", &partition.partition);
        ctx.export("account", &caller.account_id);
        let options = ResourceOptions::new().provider(&provider);
        cloudwatch::LogGroup::new(ctx, "logs", cloudwatch::LogGroupArgs::new(), options);
        small_api(ctx, |ctx, _, _, function| permit(ctx, function))
    })
    .await
    .unwrap();
    let outputs = laptop.outputs();
    assert_eq!(outputs.text("where").unwrap(), "eu-north-1");
    assert_eq!(outputs.text("partition").unwrap(), "aws");
    assert_eq!(outputs.text("account").unwrap(), "000000000000");
    laptop.shutdown().await;
}

#[tokio::test]
async fn a_stage_that_does_not_deploy_itself_is_refused() {
    let error = refused(|ctx| {
        small_api_at(
            ctx,
            "todo".into(),
            |_, _, _, _| {},
            |stage| stage.auto_deploy(false),
        )
    })
    .await;
    assert!(
        error.contains("stage") && error.contains("autoDeploy"),
        "{error}"
    );
}

#[tokio::test]
async fn a_policy_that_does_not_parse_ends_the_start_with_the_name_of_its_resource() {
    let error = refused(board_and(|ctx| {
        let args = iam::RolePolicyArgs::new("{\"Statement\": [{}]}", "handler-role");
        iam::RolePolicy::new(ctx, "broken", args, ResourceOptions::new());
    }))
    .await;
    let named = "aws:iam/rolePolicy:RolePolicy `broken`: the property `policy` is not a policy";
    assert!(error.contains(named), "{error}");
    assert!(error.contains("statement 1: it has no Effect"), "{error}");
}

#[tokio::test]
async fn a_policy_of_a_bucket_that_does_not_parse_ends_the_start_with_the_name_of_its_resource() {
    let statement = |fields: serde_json::Value| json!({"Statement": fields}).to_string();
    let cases = [
        ("{".to_owned(), "it is not JSON"),
        (statement(json!([])), "its Statement is empty"),
        (
            statement(json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})),
            "statement 1: it has no Principal",
        ),
        (
            statement(json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"})),
            "statement 1: it has neither Resource nor NotResource",
        ),
    ];
    for (policy, problem) in cases {
        let error = refused(board_and(|ctx| {
            let args = s3::BucketPolicyArgs::new("bucket", policy);
            s3::BucketPolicy::new(ctx, "broken", args, ResourceOptions::new());
        }))
        .await;
        let named = "aws:s3/bucketPolicy:BucketPolicy `broken`: the property `policy` is not a policy of a bucket: ";
        assert!(
            error.contains(named) && error.contains(problem),
            "{problem}: {error}"
        );
    }
}

#[tokio::test]
async fn a_role_that_lambda_cannot_assume_ends_the_start() {
    let error = refused(|ctx| {
        let trust = infra::policy::trust("ec2.amazonaws.com");
        let none = ResourceOptions::new;
        let role = iam::Role::new(ctx, "role", iam::RoleArgs::new(trust), none());
        let args = lambda::FunctionArgs::new(&role.arn)
            .runtime("provided.al2023")
            .handler("bootstrap")
            .code(Archive::file(EXECUTABLE));
        lambda::Function::new(ctx, "function", args, none());
        Ok(())
    })
    .await;
    assert!(
        error.contains("aws:lambda/function:Function `function`"),
        "{error}"
    );
    assert!(error.contains("cannot be assumed by Lambda"), "{error}");
}
