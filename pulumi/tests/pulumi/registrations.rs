use crate::thing::{Part, Thing, ThingArgs, thing};
use pulumi::{Archive, Component, Input, Output, ResourceOptions, testing::Mocks};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn inputs_are_registered_by_their_names_on_the_wire() {
    let declared = Mocks::new().declare(|ctx| {
        let args = ThingArgs::new()
            .title("t")
            .size(256)
            .enabled(true)
            .tags(["a", "b"])
            .labels([("k", "v")])
            .part(Part::new("only").weight(1.5))
            .parts([Part::new("first"), Part::new("second").weight(2)])
            .code(Archive::file("handler.zip"));
        Thing::new(ctx, "a", args, ResourceOptions::new());
        Ok(())
    });
    let thing = declared.resource(Thing::TYPE, "a");
    assert_eq!(
        thing.inputs_json(),
        json!({
            "title": "t",
            "size": 256,
            "enabled": true,
            "tags": ["a", "b"],
            "labels": {"k": "v"},
            "part": {"label": "only", "weight": 1.5},
            "parts": [{"label": "first"}, {"label": "second", "weight": 2}],
            "code": {
                "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
                "path": "handler.zip",
            },
        })
    );
    assert!(thing.custom);
    assert_eq!(thing.version, "1.2.3");
}

#[test]
fn an_absent_value_is_left_out_and_never_null() {
    let declared = Mocks::new().declare(|ctx| {
        let untitled = Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
        let nested = [("none", Input::from(&untitled.title)), ("some", "x".into())];
        let args = ThingArgs::new().title(&untitled.title).labels(nested);
        Thing::new(ctx, "b", args, ResourceOptions::new());
        Ok(())
    });
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(b.inputs_json(), json!({"labels": {"some": "x"}}));
    assert!(!b.property_dependencies.contains_key("title"));
}

#[test]
fn a_property_depends_on_exactly_what_its_value_comes_from() {
    let declared = Mocks::new().declare(|ctx| {
        let (a, b) = (thing(ctx, "a", "t"), thing(ctx, "b", "t"));
        let both = Output::join((&a.id, &b.id)).map(|(a, b)| format!("{a}{b}"));
        let args = ThingArgs::new().title(both).tags([&b.id]).enabled(true);
        Thing::new(ctx, "c", args, ResourceOptions::new());
        Ok(())
    });
    let urn = |name: &str| declared.resource(Thing::TYPE, name).urn.clone();
    let c = declared.resource(Thing::TYPE, "c");
    assert_eq!(c.dependencies, BTreeSet::from([urn("a"), urn("b")]));
    let on = |property: &str| c.property_dependencies[property].clone();
    assert_eq!(on("title"), BTreeSet::from([urn("a"), urn("b")]));
    assert_eq!(on("tags"), BTreeSet::from([urn("b")]));
    // A property that depends on nothing has an entry all the same.
    assert_eq!(on("enabled"), BTreeSet::new());
}

#[test]
fn depends_on_is_a_dependency_of_the_resource_and_of_no_property() {
    let declared = Mocks::new().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title("t"),
            ResourceOptions::new().depends_on(&a),
        );
        Ok(())
    });
    let a = declared.resource(Thing::TYPE, "a").urn.clone();
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(b.dependencies, BTreeSet::from([a]));
    assert!(b.property_dependencies["title"].is_empty());
}

#[test]
fn to_depend_on_a_component_is_to_depend_on_every_resource_below_it() {
    let declared = Mocks::new().declare(|ctx| {
        let outer = Component::new(ctx, "test:index:Outer", "outer", ResourceOptions::new());
        let below = || ResourceOptions::new().parent(&outer);
        let inner = Component::new(ctx, "test:index:Inner", "inner", below());
        Thing::new(ctx, "a", ThingArgs::new(), below());
        Thing::new(
            ctx,
            "b",
            ThingArgs::new(),
            ResourceOptions::new().parent(&inner),
        );
        Thing::new(
            ctx,
            "c",
            ThingArgs::new(),
            ResourceOptions::new().depends_on(&outer),
        );
        Ok(())
    });
    let urn = |name: &str| declared.resource(Thing::TYPE, name).urn.clone();
    let c = declared.resource(Thing::TYPE, "c");
    assert_eq!(c.dependencies, BTreeSet::from([urn("a"), urn("b")]));
}

#[test]
fn protect_is_sent_only_where_the_program_says_so() {
    let declared = Mocks::new().declare(|ctx| {
        for (name, protect) in [("yes", Some(true)), ("no", Some(false)), ("silent", None)] {
            let options = ResourceOptions::new();
            let options = match protect {
                Some(protect) => options.protect(protect),
                None => options,
            };
            Thing::new(ctx, name, ThingArgs::new(), options);
        }
        Ok(())
    });
    let protect = |name| declared.resource(Thing::TYPE, name).protect;
    assert_eq!(
        [protect("yes"), protect("no"), protect("silent")],
        [Some(true), Some(false), None]
    );
}

#[test]
fn a_version_replaces_the_one_that_the_type_was_generated_for() {
    let declared = Mocks::new().declare(|ctx| {
        Thing::new(
            ctx,
            "a",
            ThingArgs::new(),
            ResourceOptions::new().version("2.0.0"),
        );
        Ok(())
    });
    assert_eq!(declared.resource(Thing::TYPE, "a").version, "2.0.0");
}

#[test]
fn the_stack_is_the_root_of_all_resources() {
    let declared = Mocks::new().declare(|ctx| {
        thing(ctx, "a", "t");
        Ok(())
    });
    let roots = declared
        .0
        .registrations
        .iter()
        .filter(|r| r.parent.is_none());
    let stack = roots.collect::<Vec<_>>();
    let [stack] = stack[..] else {
        panic!("there is one root, not {stack:?}");
    };
    assert_eq!(
        (stack.r#type.as_str(), stack.name.as_str()),
        ("pulumi:pulumi:Stack", "project-stack")
    );
    let a = declared.resource(Thing::TYPE, "a");
    assert_eq!(a.parent.as_ref(), Some(&stack.urn));
    assert_eq!(
        a.urn,
        "urn:pulumi:stack::project::test:index/thing:Thing::a"
    );
}

#[test]
fn independent_resources_are_registered_at_the_same_time() {
    // Each waits for the other two to have begun: one after the other, none would ever be done.
    use pulumi::engine::{Created, Engine, Provider, ProviderError, Registration, async_trait};
    struct Together(tokio::sync::Barrier);

    #[async_trait]
    impl Provider for Together {
        async fn create(
            &self,
            resource: &Registration,
            inputs: &pulumi::Object,
        ) -> Result<Created, ProviderError> {
            self.0.wait().await;
            let (id, outputs) = (resource.name.clone(), inputs.clone());
            Ok(Created { id, outputs })
        }
    }

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let engine = Engine::new("p", "s").provider("test:", Together(tokio::sync::Barrier::new(3)));
    let outcome = runtime.block_on(engine.run(|ctx| {
        for name in ["a", "b", "c"] {
            thing(ctx, name, "t");
        }
        Ok(())
    }));
    assert_eq!(outcome.unwrap().registrations.len(), 4);
}

#[test]
fn a_property_of_several_megabytes_goes_over_the_wire_and_back() {
    let declared = Mocks::new().declare(|ctx| {
        let large = thing(ctx, "a", &"x".repeat(5 << 20));
        ctx.export(
            "length",
            large.title.map(|title| title.map(|title| title.len())),
        );
        Ok(())
    });
    assert_eq!(declared.exports(), json!({"length": 5 << 20}));
}
