use pulumi::{
    Archive, InvokeOptions, Output, ResourceOptions,
    testing::{Declared, Mocks, Schema},
};
use pulumi_aws::{SCHEMA, cloudwatch, dynamodb, lambda, s3};
use serde_json::json;

fn declare(program: impl FnOnce(&pulumi::Context) + Send + 'static) -> Declared {
    Mocks::new()
        .schema(Schema::parse(SCHEMA).unwrap())
        .declare(|ctx| {
            program(ctx);
            Ok(())
        })
}

#[test]
fn a_function_is_registered_as_the_provider_expects_it() {
    let declared = declare(|ctx| {
        let role = Output::known("arn:aws:iam::123456789012:role/handler".to_owned());
        let args = lambda::FunctionArgs::new(&role)
            .runtime("provided.al2023")
            .handler("bootstrap")
            .code(Archive::file("handler.zip"))
            .architectures(["arm64"])
            .memory_size(256)
            .timeout(10)
            .environment(lambda::FunctionEnvironment::new().variables([("RUST_LOG", "info")]))
            .logging_config(lambda::FunctionLoggingConfig::new("Text").log_group("handler"))
            .tags(vec![("team".to_owned(), "board".to_owned())]);
        lambda::Function::new(ctx, "handler", args, ResourceOptions::new());
    });
    let function = declared.resource("aws:lambda/function:Function", "handler");
    assert_eq!(
        function.inputs_json(),
        json!({
            "role": "arn:aws:iam::123456789012:role/handler",
            "runtime": "provided.al2023",
            "handler": "bootstrap",
            "code": {
                "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
                "path": "handler.zip",
            },
            "architectures": ["arm64"],
            "memorySize": 256,
            "timeout": 10,
            "environment": {"variables": {"RUST_LOG": "info"}},
            "loggingConfig": {"logFormat": "Text", "logGroup": "handler"},
            "tags": {"team": "board"},
        })
    );
    assert_eq!(function.version, "7.48.0");
}

#[test]
fn a_property_that_is_a_keyword_of_rust_keeps_its_name_on_the_wire() {
    let declared = declare(|ctx| {
        let args = dynamodb::TableArgs::new()
            .attributes([dynamodb::TableAttribute::new("id", "S")])
            .hash_key("id");
        dynamodb::Table::new(ctx, "items", args, ResourceOptions::new());
    });
    let table = declared.resource(dynamodb::Table::TYPE, "items");
    assert_eq!(
        table.inputs_json()["attributes"],
        json!([{"name": "id", "type": "S"}])
    );
}

#[test]
fn outputs_have_the_types_that_the_schema_says() {
    let declared = declare(|ctx| {
        let args = cloudwatch::LogGroupArgs::new().retention_in_days(14);
        let logs = cloudwatch::LogGroup::new(ctx, "logs", args, ResourceOptions::new());
        let arn: &Output<String> = &logs.arn;
        let retention: &Output<Option<i64>> = &logs.retention_in_days;
        ctx.export("arn", arn);
        ctx.export("days", retention.map(|days| days.map(|days| days * 2)));
    });
    assert_eq!(declared.exports(), json!({"arn": "logs.arn", "days": 28}));
}

#[test]
fn the_package_is_the_one_that_the_schema_is_of() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(schema["version"], pulumi_aws::PACKAGE.version);
    assert_eq!(schema["name"], pulumi_aws::PACKAGE.name);
}

#[test]
fn a_provider_is_configured_as_the_plugin_expects_it() {
    let declared = declare(|ctx| {
        let tags = pulumi_aws::ProviderDefaultTags::new().tags([("stack", "production")]);
        let args = pulumi_aws::ProviderArgs::new()
            .region("eu-north-1")
            .default_tags(tags)
            .access_key("AKIA");
        let provider = pulumi_aws::Provider::new(ctx, "aws", args, ResourceOptions::new());
        let options = ResourceOptions::new().provider(&provider);
        cloudwatch::LogGroup::new(ctx, "logs", cloudwatch::LogGroupArgs::new(), options);
    });
    let provider = declared.resource("pulumi:providers:aws", "aws");
    assert_eq!(
        provider.inputs_json(),
        json!({
            "region": "eu-north-1",
            "defaultTags": r#"{"tags":{"stack":"production"}}"#,
            "accessKey": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "AKIA"},
            // As the official SDKs send them.
            "skipCredentialsValidation": "false",
            "skipRegionValidation": "true",
        })
    );
    assert_eq!(provider.version, "7.48.0");
    let logs = declared.resource(cloudwatch::LogGroup::TYPE, "logs");
    let reference = format!("{}::aws-id", provider.urn);
    assert_eq!(logs.provider, Some(reference));
}

#[test]
fn functions_tell_where_a_stack_is() {
    let declared = declare(|ctx| {
        let options = InvokeOptions::new;
        let region = pulumi_aws::get_region(ctx, pulumi_aws::GetRegionArgs::new(), options());
        let partition = pulumi_aws::GetPartitionArgs::new();
        let partition = pulumi_aws::get_partition(ctx, partition, options());
        let caller = pulumi_aws::GetCallerIdentityArgs::new();
        let caller = pulumi_aws::get_caller_identity(ctx, caller, options());
        let parts = Output::join((&partition.partition, &region.region, &caller.account_id));
        let arn =
            parts.map(|(partition, region, id)| format!("arn:{partition}:logs:{region}:{id}"));
        ctx.export("arn", &arn);
    });
    assert_eq!(
        declared.exports()["arn"],
        "arn:getPartition.partition:logs:getRegion.region:getCallerIdentity.accountId"
    );
    assert!(declared.0.calls.iter().all(|call| call.version == "7.48.0"));
}

#[test]
fn where_the_schema_lists_values_an_argument_takes_them_and_others() {
    let declared = declare(|ctx| {
        for (name, args) in [
            ("listed", s3::BucketArgs::new().acl(s3::CannedAcl::Private)),
            ("other", s3::BucketArgs::new().acl("newer-than-this")),
        ] {
            s3::Bucket::new(ctx, name, args, ResourceOptions::new());
        }
        let args = lambda::FunctionArgs::new("role").runtime(lambda::Runtime::CustomAl2023);
        lambda::Function::new(ctx, "handler", args, ResourceOptions::new());
    });
    let input = |r#type, name, property: &str| {
        declared.resource(r#type, name).inputs_json()[property].clone()
    };
    assert_eq!(input(s3::Bucket::TYPE, "listed", "acl"), "private");
    assert_eq!(input(s3::Bucket::TYPE, "other", "acl"), "newer-than-this");
    let runtime = input(lambda::Function::TYPE, "handler", "runtime");
    assert_eq!(runtime, "provided.al2023");
}
