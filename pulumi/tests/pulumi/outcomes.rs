//! Runs in which something fails: they go on with what does not need it.

use crate::thing::{Journal, Thing, ThingArgs, thing};
use pulumi::protocol::{
    self as rpc, RegisterResourceRequest, resource_monitor_client::ResourceMonitorClient,
};
use pulumi::{
    Context, ResourceOptions, Value,
    engine::{Engine, Failed, Severity},
};

fn errors(failed: &Failed) -> Vec<&str> {
    let said = failed.diagnostics.iter();
    let errors = said.filter(|said| said.severity == Severity::Error);
    errors.map(|said| said.message.as_str()).collect()
}

/// `b` is made of `a`, which cannot be created; `d` is by itself.
fn with_a_failure(ctx: &Context) -> anyhow::Result<()> {
    let a = thing(ctx, "a", "cursed");
    let title = a
        .arn
        .map(|arn: String| -> String { panic!("it was called with {arn}") });
    let b = Thing::new(
        ctx,
        "b",
        ThingArgs::new().title(title),
        ResourceOptions::new(),
    );
    let after = ResourceOptions::new().depends_on(&b);
    Thing::new(ctx, "c", ThingArgs::new(), after);
    thing(ctx, "d", "t");
    ctx.export("b", &b.arn);
    Ok(())
}

#[tokio::test]
async fn all_is_created_that_does_not_need_what_failed() {
    let journal = Journal::default();
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let failed = engine.run(with_a_failure).await.unwrap_err();
    assert_eq!(journal.entries(), ["create d"]);
    assert_eq!(
        errors(&failed),
        ["test:index/thing:Thing `a`: property `title`: no luck with this one"]
    );
    // What depends on the failure is registered all the same, with unknown inputs.
    let registered = |name: &str| failed.registrations.iter().find(|r| r.name == name);
    assert_eq!(registered("b").unwrap().inputs["title"], Value::Unknown);
    assert!(registered("c").is_some());
}

#[tokio::test]
async fn a_program_hears_of_each_resource_whether_it_succeeded() {
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let failed = engine.run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        let mut results = Vec::new();
        for (name, title, dependencies) in [
            ("a", "cursed", vec![]),
            (
                "b",
                "t",
                vec!["urn:pulumi:s::p::test:index/thing:Thing::a".to_owned()],
            ),
            ("c", "t", vec![]),
        ] {
            let title = prost_types::value::Kind::StringValue(title.into());
            let title = prost_types::Value { kind: Some(title) };
            let request = RegisterResourceRequest {
                r#type: Thing::TYPE.into(),
                name: name.into(),
                custom: true,
                dependencies,
                object: Some(prost_types::Struct {
                    fields: [("title".to_owned(), title)].into(),
                }),
                supports_result_reporting: true,
                ..Default::default()
            };
            let response = monitor.register_resource(request).await.unwrap();
            results.push(response.into_inner().result());
        }
        let expected = [rpc::Result::Fail, rpc::Result::Fail, rpc::Result::Success];
        assert_eq!(results, expected);
        Ok(())
    });
    assert_eq!(errors(&failed.await.unwrap_err()).len(), 1);
}
