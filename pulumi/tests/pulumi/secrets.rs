//! Secrets: where they go, and where they must not turn up.

use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{
    Context, Output, ResourceOptions, Value,
    engine::{Created, Engine, Provider, ProviderError, Registration, async_trait},
    testing::Mocks,
};
use serde_json::json;

fn hush() -> Output<String> {
    Output::known("hunter2".to_owned()).secret()
}

#[test]
fn a_secret_stays_one_in_lists_maps_and_objects() {
    let mocks = Mocks::new().outputs(Thing::TYPE, json!({"arn": "arn"}));
    let declared = mocks.declare(|ctx| {
        let args = ThingArgs::new()
            .tags([hush(), Output::known("plain".to_owned())])
            .labels([("password", hush())]);
        let a = Thing::new(ctx, "a", args, ResourceOptions::new());
        let both = Output::join((&a.arn, &hush())).map(|(arn, hush)| arn + &hush);
        ctx.export("both", both.and_then(|both| Output::known(both.len())));
        Ok(())
    });
    assert_eq!(declared.0.exports["both"], Value::from(10).into_secret());
    let inputs = &declared.resource(Thing::TYPE, "a").inputs;
    assert_eq!(
        Value::Object(inputs.clone()).display(),
        json!({"tags": ["[secret]", "plain"], "labels": {"password": "[secret]"}})
    );
}

#[test]
fn a_secret_in_a_structured_setting_is_masked_part_by_part() {
    let structured = r#"{"user": "admin", "keys": ["first-key", 7654321]}"#;
    let mocks = Mocks::new().secret("database", structured);
    let declared = mocks.declare(|ctx| {
        ctx.log().info("first-key and 7654321 of admin");
        Ok(())
    });
    assert_eq!(
        declared.diagnostics()[0].message,
        "[secret] and [secret] of [secret]"
    );
}

#[test]
fn a_setting_that_is_not_secret_is_not_masked() {
    let declared = Mocks::new()
        .config("user", "admin")
        .secret("flag", "on")
        .declare(|ctx| {
            ctx.log().info("admin is on");
            Ok(())
        });
    // As in Pulumi, what is shorter than three characters would be everywhere.
    assert_eq!(declared.diagnostics()[0].message, "admin is on");
}

fn failure(program: impl FnOnce(&Context) + Send + 'static) -> String {
    let mocks = Mocks::new().outputs(
        Thing::TYPE,
        json!({"size": {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            "value": "hunter2",
        }}),
    );
    let failed = mocks.try_declare(|ctx| {
        program(ctx);
        Ok(())
    });
    failed.unwrap_err().to_string()
}

#[test]
fn a_secret_output_is_masked_in_what_is_said_of_its_type() {
    let error = failure(|ctx| ctx.export("size", &thing(ctx, "a", "t").size));
    assert!(error.contains("an output `size`"), "{error}");
    assert!(
        error.contains("[secret]") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn a_secret_output_is_masked_in_what_a_mapping_says_of_it() {
    for mapped in [
        hush().map(|hush: String| -> String { panic!("what is {hush}?") }),
        hush().try_map(|hush: String| anyhow::bail!("what is {hush}?")),
        hush().and_then(|hush: String| -> Output<String> { panic!("what is {hush}?") }),
    ] {
        let error = failure(move |ctx| ctx.export("mapped", &mapped));
        assert!(error.contains("what is [secret]?"), "{error}");
    }
}

/// Says what it was given when it should not.
struct Talkative;

#[async_trait]
impl Provider for Talkative {
    async fn create(
        &self,
        _: &Registration,
        inputs: &pulumi::Object,
    ) -> Result<Created, ProviderError> {
        let title = &inputs["title"];
        Err(ProviderError::new(format!("what is {title:?}?")))
    }
}

#[tokio::test]
async fn a_secret_input_is_masked_in_what_a_provider_says_of_it() {
    let engine = Engine::new("p", "s").provider("test:", Talkative);
    let failed = engine.run(|ctx| {
        let args = ThingArgs::new().title(hush());
        Thing::new(ctx, "a", args, ResourceOptions::new());
        Ok(())
    });
    let error = failed.await.unwrap_err().to_string();
    assert!(
        error.contains("[secret]") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn an_output_is_a_secret_where_the_input_of_its_name_is() {
    for secret in [true, false] {
        let declared = Mocks::new().declare(move |ctx| {
            let title = Output::known("hunter2".to_owned());
            let title = if secret { title.secret() } else { title };
            let args = ThingArgs::new().title(title);
            Thing::new(ctx, "a", args, ResourceOptions::new());
            Ok(())
        });
        let a = declared.resource(Thing::TYPE, "a");
        for properties in [&a.inputs, &a.outputs] {
            assert_eq!(properties["title"].contains_secret(), secret);
        }
    }
}
