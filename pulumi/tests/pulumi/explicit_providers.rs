//! Providers that a program declares, and what is created with them.

use crate::thing::{Journal, Settings, TestProvider, TestProviderArgs, Thing, ThingArgs};
use pulumi::protocol::{RegisterResourceRequest, resource_monitor_client::ResourceMonitorClient};
use pulumi::{Component, Context, Output, ResourceOptions, Value, engine::Engine, testing::Mocks};
use serde_json::json;

fn provider(ctx: &Context, name: &str) -> TestProvider {
    TestProvider::new(ctx, name, TestProviderArgs::new(), ResourceOptions::new())
}

#[test]
fn the_configuration_of_a_provider_is_text_and_json_where_it_is_none() {
    let declared = Mocks::new().declare(|ctx| {
        let tags = Settings::new().tags([("team", Output::known("board".to_owned()))]);
        let args = TestProviderArgs::new()
            .region("eu-north-1")
            .settings(tags)
            .retries(3);
        TestProvider::new(ctx, "p", args, ResourceOptions::new());
        Ok(())
    });
    let provider = declared.resource("pulumi:providers:test", "p");
    assert_eq!(
        provider.inputs_json(),
        json!({
            "region": "eu-north-1",
            "settings": r#"{"tags":{"team":"board"}}"#,
            "retries": "3",
            // Nothing was said of it.
            "validate": "true",
        })
    );
    assert_eq!(provider.version, "1.2.3");
}

#[test]
fn a_part_that_is_secret_or_unknown_makes_the_whole_text_so() {
    let settings = |ctx: &Context, tag: Output<String>| {
        let args = TestProviderArgs::new().settings(Settings::new().tags([("tag", tag)]));
        TestProvider::new(ctx, "p", args, ResourceOptions::new());
        Ok(())
    };
    let secret =
        Mocks::new().declare(move |ctx| settings(ctx, Output::known("s".to_owned()).secret()));
    let given = |declared: &pulumi::testing::Declared| {
        declared.resource(TestProvider::TYPE, "p").inputs["settings"].clone()
    };
    let text = Value::from(r#"{"tags":{"tag":"s"}}"#);
    assert_eq!(given(&secret), text.into_secret());
    let unknown = Mocks::new().preview().declare(move |ctx| {
        let a = Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
        settings(ctx, a.arn)
    });
    assert_eq!(given(&unknown), Value::Unknown);
}

#[test]
fn an_argument_that_is_secret_by_its_nature_is_sent_as_one() {
    let declared = Mocks::new().declare(|ctx| {
        let args = TestProviderArgs::new().token("hunter2");
        TestProvider::new(ctx, "p", args, ResourceOptions::new());
        Ok(())
    });
    let provider = declared.resource(TestProvider::TYPE, "p");
    assert_eq!(
        provider.inputs["token"],
        Value::from("hunter2").into_secret()
    );
    assert_eq!(provider.options.additional_secret_outputs, ["token"]);
}

#[test]
fn a_resource_refers_to_its_provider_by_urn_and_id() {
    let program = |ctx: &Context| {
        let options = ResourceOptions::new().provider(&provider(ctx, "p"));
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Thing::new(ctx, "b", ThingArgs::new(), ResourceOptions::new());
        Ok(())
    };
    let urn = "urn:pulumi:stack::project::pulumi:providers:test::p";
    let unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (mocks, id) in [(Mocks::new(), "p-id"), (Mocks::new().preview(), unknown)] {
        let declared = mocks.declare(program);
        let of = |name| declared.resource(Thing::TYPE, name).provider.clone();
        assert_eq!(of("a"), Some(format!("{urn}::{id}")));
        assert_eq!(of("b"), None);
        // A provider is no dependency.
        assert!(declared.resource(Thing::TYPE, "a").dependencies.is_empty());
    }
}

#[test]
fn what_is_below_a_component_is_created_with_its_provider_unless_it_has_one_of_its_own() {
    let declared = Mocks::new().declare(|ctx| {
        let (outer, own) = (provider(ctx, "outer"), provider(ctx, "own"));
        let group = ResourceOptions::new().provider(&outer);
        let group = Component::new(ctx, "test:index:Group", "g", group);
        let below = || ResourceOptions::new().parent(&group);
        let inner = Component::new(ctx, "test:index:Group", "inner", below());
        let deep = ResourceOptions::new().parent(&inner);
        let child = Thing::new(ctx, "child", ThingArgs::new(), below().provider(&own));
        Thing::new(ctx, "grandchild", ThingArgs::new(), deep);
        let options = ResourceOptions::new().parent(&child);
        Thing::new(ctx, "of-child", ThingArgs::new(), options);
        Ok(())
    });
    let of = |name| {
        let reference = declared.resource(Thing::TYPE, name).provider.clone();
        reference.unwrap().rsplit_once("::").unwrap().1.to_owned()
    };
    assert_eq!(of("child"), "own-id");
    assert_eq!(of("grandchild"), "outer-id");
    assert_eq!(of("of-child"), "own-id");
}

#[test]
fn a_provider_of_another_package_does_not_count() {
    pulumi::provider! {
        /// Another provider.
        pub struct Other("other", "0.1.0", TestProviderArgs) {}
    }
    let declared = Mocks::new().declare(|ctx| {
        let other = Other::new(ctx, "o", TestProviderArgs::new(), ResourceOptions::new());
        let options = ResourceOptions::new().provider(&other);
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Ok(())
    });
    assert_eq!(declared.resource(Thing::TYPE, "a").provider, None);
}

/// Registers things as a program in another language might, and gives the refusal of the last one.
async fn refusal(requests: Vec<RegisterResourceRequest>) -> String {
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let failed = engine.run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        for request in requests {
            let _ = monitor.register_resource(request).await;
        }
        Ok(())
    });
    failed.await.unwrap_err().to_string()
}

fn request(r#type: &str, name: &str) -> RegisterResourceRequest {
    RegisterResourceRequest {
        r#type: r#type.into(),
        name: name.into(),
        custom: true,
        ..Default::default()
    }
}

#[tokio::test]
async fn a_reference_to_no_provider_is_refused() {
    let provider = "urn:pulumi:s::p::pulumi:providers:test::p::id".to_owned();
    let thing = RegisterResourceRequest {
        provider,
        ..request(Thing::TYPE, "a")
    };
    assert_eq!(
        refusal(vec![thing]).await,
        "test:index/thing:Thing `a`: there is no provider `urn:pulumi:s::p::pulumi:providers:test::p::id`"
    );
}

#[tokio::test]
async fn the_engine_lets_resources_inherit_what_a_component_gives() {
    let component = RegisterResourceRequest {
        custom: false,
        providers: [("test".to_owned(), "nothing::at-all".to_owned())].into(),
        ..request("test:index:Group", "g")
    };
    let child = RegisterResourceRequest {
        parent: "urn:pulumi:s::p::test:index:Group::g".into(),
        ..request(Thing::TYPE, "a")
    };
    assert_eq!(
        refusal(vec![component, child]).await,
        "test:index/thing:Thing `a`: there is no provider `nothing::at-all`"
    );
}
