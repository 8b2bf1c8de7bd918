//! What a provider sees, and what becomes of what it says.

use crate::thing::{Journal, Thing, ThingArgs, thing};
use pulumi::{
    Object, Output, ResourceOptions, Value,
    engine::{Created, Engine, Provider, ProviderError, Registration, async_trait},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Keeps the inputs that it is given.
///
/// A resource with the name `untargeted` gets no id, as one that an update with `--target` leaves out.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<BTreeMap<String, Object>>>);

#[async_trait]
impl Provider for Witness {
    async fn create(
        &self,
        resource: &Registration,
        inputs: &Object,
    ) -> Result<Created, ProviderError> {
        let mut seen = self.0.lock().unwrap();
        seen.insert(resource.name.clone(), inputs.clone());
        let mut outputs = inputs.clone();
        let id = match resource.name.as_str() {
            "untargeted" => String::new(),
            _ => {
                outputs.insert("arn".into(), "arn".into());
                "id".into()
            }
        };
        Ok(Created { id, outputs })
    }
}

#[tokio::test]
async fn a_provider_sees_secrets_opened_and_their_outputs_stay_secret() {
    let witness = Witness::default();
    let outcome = Engine::new("p", "s")
        .provider("test:", witness.clone())
        .run(|ctx| {
            let secret = Output::known("hunter2".to_owned()).secret();
            let args = ThingArgs::new().title(secret);
            let a = Thing::new(ctx, "a", args, ResourceOptions::new());
            ctx.export("title", &a.title);
            ctx.export("arn", &a.arn);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(
        witness.0.lock().unwrap()["a"]["title"],
        Value::from("hunter2")
    );
    assert_eq!(
        outcome.exports["title"],
        Value::from("hunter2").into_secret()
    );
    assert_eq!(outcome.exports["arn"], Value::from("arn"));
}

#[tokio::test]
async fn outputs_of_a_resource_without_an_id_are_unknown_and_so_are_their_exports() {
    let program = |ctx: &pulumi::Context| {
        let skipped = thing(ctx, "untargeted", "t");
        let title = skipped
            .arn
            .map(|arn: String| -> String { panic!("it was called with {arn}") });
        thing(ctx, "a", "t");
        ctx.export("arn", &skipped.arn);
        ctx.export("title", &title);
        ctx.export("known", &skipped.title);
        Ok(())
    };
    let engine = Engine::new("p", "s").provider("test:", Witness::default());
    let outcome = engine.run(program).await.unwrap();
    let unknown = outcome
        .exports
        .iter()
        .filter(|(_, value)| value.contains_unknown());
    assert_eq!(
        unknown.map(|(name, _)| name).collect::<Vec<_>>(),
        ["arn", "title"]
    );
}

#[tokio::test]
async fn the_provider_with_the_longest_prefix_is_asked() {
    let (special, general) = (Witness::default(), Witness::default());
    Engine::new("p", "s")
        .provider("test:", general.clone())
        .provider("test:index/thing", special.clone())
        .run(|ctx| {
            thing(ctx, "a", "t");
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(special.0.lock().unwrap().len(), 1);
    assert_eq!(general.0.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_provider_that_panics_ends_the_run_and_not_the_process() {
    struct Rash;

    #[async_trait]
    impl Provider for Rash {
        async fn create(&self, _: &Registration, _: &Object) -> Result<Created, ProviderError> {
            panic!("rash")
        }
    }

    let engine = Engine::new("p", "s").provider("test:", Rash);
    let failed = engine.run(|ctx| {
        thing(ctx, "a", "t");
        Ok(())
    });
    let failed = failed.await.unwrap_err();
    let text = failed.to_string();
    assert!(
        text.contains("a provider ended early") && text.contains("rash"),
        "{text}"
    );
}

#[tokio::test]
async fn functions_are_answered_by_the_provider_over_the_wire() {
    use pulumi::protocol::{ResourceInvokeRequest, resource_monitor_client::ResourceMonitorClient};
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let outcome = engine.run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        let mut ask = async |tok: &str| {
            let tok = tok.to_owned();
            monitor
                .invoke(ResourceInvokeRequest {
                    tok,
                    ..Default::default()
                })
                .await
        };
        let answer = ask("test:index/get:get").await.unwrap().into_inner();
        assert!(answer.r#return.unwrap().fields.contains_key("function"));
        let refusal = ask("other:index/get:get").await.unwrap_err();
        assert_eq!(refusal.message(), "the function is not known here");
        Ok(())
    });
    outcome.await.unwrap();
}
