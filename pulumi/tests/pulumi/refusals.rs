//! What an engine refuses.

use crate::thing::{Journal, Thing, thing};
use pulumi::engine::Engine;
use pulumi::protocol::{
    ReadResourceRequest, RegisterResourceRequest, resource_monitor_client::ResourceMonitorClient,
};

fn engine() -> Engine {
    Engine::new("p", "s").provider("test:", Journal::default())
}

#[tokio::test]
async fn a_type_that_no_provider_has_is_an_error_that_names_it() {
    let failed = Engine::new("p", "s")
        .provider("other:", Journal::default())
        .run(|ctx| {
            thing(ctx, "a", "t");
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: the resource type test:index/thing:Thing is not known here"
    );
}

#[tokio::test]
async fn inputs_that_a_provider_refuses_are_told_with_resource_and_property() {
    let failed = engine()
        .run(|ctx| {
            thing(ctx, "a", "wrong");
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: property `title`: must not be wrong"
    );
}

#[tokio::test]
async fn an_option_that_the_engine_does_not_have_is_refused_and_not_ignored() {
    let outcome = engine().run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        let request = RegisterResourceRequest {
            r#type: Thing::TYPE.into(),
            name: "a".into(),
            custom: true,
            import_id: "a-1".into(),
            ..RegisterResourceRequest::default()
        };
        let refusal = monitor.register_resource(request).await.unwrap_err();
        assert_eq!(
            refusal.message(),
            "this engine does not have the option import"
        );
        Ok(())
    });
    assert!(outcome.await.unwrap().registrations.is_empty());
}

#[tokio::test]
async fn what_exists_already_is_read_only_by_a_provider_of_its_type() {
    let outcome = engine().run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        let request = ReadResourceRequest {
            r#type: "pulumi:pulumi:StackReference".into(),
            name: "other".into(),
            id: "organization/project/other".into(),
            ..ReadResourceRequest::default()
        };
        let refusal = monitor.read_resource(request).await.unwrap_err();
        assert_eq!(
            refusal.message(),
            "this engine has no provider that reads it"
        );
        Ok(())
    });
    outcome.await.unwrap();
}
