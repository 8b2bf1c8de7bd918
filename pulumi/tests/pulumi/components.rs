use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{Component, ResourceOptions, Value, testing::Mocks};

const GROUP: &str = "test:index:Group";

#[test]
fn children_have_the_component_as_their_parent_and_its_type_in_their_urn() {
    let declared = Mocks::new().declare(|ctx| {
        let group = Component::new(ctx, GROUP, "g", ResourceOptions::new());
        Thing::new(
            ctx,
            "a",
            ThingArgs::new(),
            ResourceOptions::new().parent(&group),
        );
        group.register_outputs([("answer", 42)]);
        Ok(())
    });
    let group = declared.resource(GROUP, "g");
    let child = declared.resource(Thing::TYPE, "a");
    assert!(!group.custom);
    assert_eq!(group.version, "");
    assert_eq!(child.parent.as_ref(), Some(&group.urn));
    assert_eq!(child.path(), "test:index:Group$test:index/thing:Thing::a");
}

#[test]
fn the_outputs_of_a_component_are_registered() {
    let declared = Mocks::new().declare(|ctx| {
        let group = Component::new(ctx, GROUP, "g", ResourceOptions::new());
        let child = Thing::new(
            ctx,
            "a",
            ThingArgs::new(),
            ResourceOptions::new().parent(&group),
        );
        group.register_outputs([("child", &child.id)]);
        Ok(())
    });
    let group = declared.resource(GROUP, "g");
    assert_eq!(group.outputs["child"], Value::from("a-id"));
}

#[test]
fn outputs_are_registered_once_for_each_component_and_for_the_stack() {
    let declared = Mocks::new().declare(|ctx| {
        let told = Component::new(ctx, GROUP, "told", ResourceOptions::new());
        told.register_outputs([("a", 1)]);
        Component::new(ctx, GROUP, "silent", ResourceOptions::new());
        thing(ctx, "a", "t");
        ctx.export("b", 2);
        Ok(())
    });
    let mut completed: Vec<_> = declared
        .0
        .completed
        .iter()
        .map(|urn| urn.rsplit("::").next().unwrap())
        .collect();
    completed.sort();
    assert_eq!(completed, ["project-stack", "silent", "told"]);
}

#[test]
fn a_component_that_registers_its_outputs_twice_is_an_error() {
    let failed = Mocks::new()
        .try_declare(|ctx| {
            let group = Component::new(ctx, GROUP, "g", ResourceOptions::new());
            group.register_outputs([("a", 1)]);
            group.register_outputs([("b", 2)]);
            Ok(())
        })
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the outputs of the component `g` are registered twice"
    );
    assert!(
        failed.diagnostics[0]
            .urn
            .as_ref()
            .unwrap()
            .ends_with("test:index:Group::g")
    );
}

#[test]
fn a_component_of_one_name_may_hold_a_resource_of_the_same_name() {
    let declared = Mocks::new().declare(|ctx| {
        let group = Component::new(ctx, GROUP, "same", ResourceOptions::new());
        Thing::new(
            ctx,
            "same",
            ThingArgs::new(),
            ResourceOptions::new().parent(&group),
        );
        thing(ctx, "same", "t");
        Ok(())
    });
    assert_eq!(declared.resources().count(), 3);
}
