//! What an engine does not do, and what it keeps when something fails.

use crate::thing::{Journal, Thing, ThingArgs, thing};
use pulumi::{
    Component, Context, ResourceOptions,
    engine::{Engine, Failed, State},
};

fn engine(journal: &Journal, state: State) -> Engine {
    Engine::new("p", "s")
        .provider("test:", journal.clone())
        .state(state)
}

fn protected(ctx: &Context) -> anyhow::Result<()> {
    let group = Component::new(
        ctx,
        "test:index:Group",
        "g",
        ResourceOptions::new().protect(true),
    );
    Thing::new(
        ctx,
        "a",
        ThingArgs::new().size(1),
        ResourceOptions::new().parent(&group),
    );
    Ok(())
}

#[tokio::test]
async fn a_protected_resource_is_not_deleted_and_nothing_else_is_either() {
    let journal = Journal::default();
    let program = |ctx: &Context| {
        Thing::new(
            ctx,
            "a",
            ThingArgs::new(),
            ResourceOptions::new().protect(true),
        );
        thing(ctx, "b", "t");
        Ok(())
    };
    let state = engine(&journal, State::default())
        .run(program)
        .await
        .unwrap()
        .state;
    let failed = engine(&journal, state.clone()).destroy().await.unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a` is protected and cannot be deleted: take its protection away first"
    );
    assert_eq!(failed.state, state);
    assert_eq!(journal.entries().len(), 2);
}

#[tokio::test]
async fn children_inherit_the_protection_of_their_parent() {
    let journal = Journal::default();
    let state = engine(&journal, State::default())
        .run(protected)
        .await
        .unwrap()
        .state;
    let failed = engine(&journal, state).run(|_| Ok(())).await.unwrap_err();
    assert!(
        failed
            .to_string()
            .contains("test:index/thing:Thing `a` is protected"),
        "{failed}"
    );
}

#[tokio::test]
async fn a_protected_resource_is_not_replaced() {
    let journal = Journal::default();
    let program = |size: i64| {
        move |ctx: &Context| {
            let args = ThingArgs::new().size(size);
            Thing::new(ctx, "a", args, ResourceOptions::new().protect(true));
            Ok(())
        }
    };
    let state = engine(&journal, State::default())
        .run(program(1))
        .await
        .unwrap()
        .state;
    let failed = engine(&journal, state).run(program(2)).await.unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: property `size`: cannot be changed without replacing the resource, which is protected: \
         take its protection away first"
    );
}

#[tokio::test]
async fn a_protection_that_is_taken_away_does_not_count_any_more() {
    let journal = Journal::default();
    let program = |protect: bool| {
        move |ctx: &Context| {
            Thing::new(
                ctx,
                "a",
                ThingArgs::new(),
                ResourceOptions::new().protect(protect),
            );
            Ok(())
        }
    };
    let state = engine(&journal, State::default())
        .run(program(true))
        .await
        .unwrap()
        .state;
    let state = engine(&journal, state)
        .run(program(false))
        .await
        .unwrap()
        .state;
    engine(&journal, state).destroy().await.unwrap();
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
    let failed = engine(&Journal::default(), State::default())
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

fn names(failed: &Failed) -> Vec<&str> {
    let things = failed
        .state
        .resources
        .iter()
        .filter(|resource| resource.custom);
    things.map(|resource| resource.name.as_str()).collect()
}

#[tokio::test]
async fn what_was_done_before_a_failure_is_kept_and_the_next_run_goes_on() {
    let journal = Journal::default();
    let program = |title: &'static str| {
        move |ctx: &Context| {
            let a = thing(ctx, "a", "t");
            let b = Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(title),
                ResourceOptions::new().depends_on(&a),
            );
            Thing::new(
                ctx,
                "c",
                ThingArgs::new().title(&b.arn),
                ResourceOptions::new(),
            );
            Ok(())
        }
    };
    let failed = engine(&journal, State::default())
        .run(program("cursed"))
        .await
        .unwrap_err();
    assert_eq!(names(&failed), ["a"]);
    engine(&journal, failed.state)
        .run(program("fine"))
        .await
        .unwrap();
    assert_eq!(journal.entries(), ["create a", "create b", "create c"]);
}

#[tokio::test]
async fn nothing_is_deleted_when_the_program_fails() {
    let journal = Journal::default();
    let program = |ctx: &Context| {
        thing(ctx, "a", "t");
        Ok(())
    };
    let state = engine(&journal, State::default())
        .run(program)
        .await
        .unwrap()
        .state;
    let failed = engine(&journal, state)
        .run(|_| anyhow::bail!("oh"))
        .await
        .unwrap_err();
    assert_eq!(names(&failed), ["a"]);
    assert_eq!(journal.entries(), ["create a"]);
}

#[tokio::test]
async fn a_resource_that_cannot_be_deleted_is_kept_and_deleted_next_time() {
    let journal = Journal::default();
    let program = |ctx: &Context| {
        thing(ctx, "a", "sticky");
        Ok(())
    };
    let state = engine(&journal, State::default())
        .run(program)
        .await
        .unwrap()
        .state;
    let failed = engine(&journal, state).run(|_| Ok(())).await.unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a` cannot be deleted: it sticks"
    );
    assert_eq!(names(&failed), ["a"]);
}

#[tokio::test]
async fn a_replaced_resource_that_could_not_be_deleted_is_deleted_in_a_later_run() {
    let journal = Journal::default();
    let program = |size: i64, title: &'static str| {
        move |ctx: &Context| {
            let args = ThingArgs::new().size(size).title(title);
            Thing::new(ctx, "a", args, ResourceOptions::new());
            Ok(())
        }
    };
    let first = engine(&journal, State::default())
        .run(program(1, "sticky"))
        .await
        .unwrap();
    let mut failed = engine(&journal, first.state)
        .run(program(2, "t"))
        .await
        .unwrap_err();
    assert_eq!(names(&failed).len(), 2);
    // Somebody has freed it meanwhile.
    for resource in &mut failed.state.resources {
        resource.inputs.insert("title".into(), "t".into());
    }
    let last = engine(&journal, failed.state)
        .run(program(2, "t"))
        .await
        .unwrap();
    assert_eq!(journal.entries(), ["create a", "create a", "delete a"]);
    assert_eq!(last.state.resources.len(), 2);
}

#[tokio::test]
async fn an_option_that_the_engine_does_not_have_is_refused_and_not_ignored() {
    use pulumi_gestalt_proto::pulumi::pulumirpc::{
        RegisterResourceRequest, resource_monitor_client::ResourceMonitorClient,
    };
    let outcome = engine(&Journal::default(), State::default()).run_with(|request| async move {
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
async fn a_provider_that_panics_while_it_deletes_ends_the_run_and_not_the_process() {
    use pulumi::{
        Object,
        engine::{Created, Existing, Identity, Provider, ProviderError, async_trait},
    };
    struct Rash;

    #[async_trait]
    impl Provider for Rash {
        async fn create(
            &self,
            _: &Identity,
            inputs: &Object,
            _: bool,
        ) -> Result<Created, ProviderError> {
            Ok(Created {
                id: "id".into(),
                outputs: inputs.clone(),
            })
        }

        async fn update(
            &self,
            _: &Identity,
            _: &Existing,
            inputs: &Object,
            _: bool,
        ) -> Result<Object, ProviderError> {
            Ok(inputs.clone())
        }

        async fn delete(&self, _: &Identity, _: &Existing) -> Result<(), ProviderError> {
            panic!("rash")
        }
    }

    let engine = || Engine::new("p", "s").provider("test:", Rash);
    let program = |ctx: &Context| {
        thing(ctx, "a", "t");
        Ok(())
    };
    let state = engine().run(program).await.unwrap().state;
    let failed = engine().state(state).destroy().await.unwrap_err();
    assert!(failed.to_string().contains("rash"), "{failed}");
    assert_eq!(names(&failed), ["a"]);
}
