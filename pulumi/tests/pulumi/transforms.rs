//! Functions of a program that change what it declares.

use crate::thing::{GetThingArgs, Thing, ThingArgs, get_thing, thing};
use pulumi::{
    Component, Context, InvokeOptions, Output, ResourceOptions, Value, testing::Mocks,
    transform::TransformArgs,
};
use serde_json::json;
use std::collections::BTreeSet;

const GROUP: &str = "test:index:Group";

fn label(args: &mut TransformArgs, key: &str) {
    let labels = args.properties.entry("labels".into());
    if let Value::Object(labels) = labels.or_insert(Value::Object([].into())) {
        labels.insert(key.into(), args.name.as_str().into());
    }
}

/// Adds a letter to the title of every thing, so that the order of transforms shows.
fn append(letter: &'static str) -> impl Fn(&mut TransformArgs) -> anyhow::Result<()> {
    move |args| {
        if args.custom {
            let title = args.properties.get("title").and_then(Value::as_str);
            let title = title.unwrap_or_default().to_owned() + letter;
            args.properties.insert("title".into(), title.into());
        }
        Ok(())
    }
}

#[test]
fn a_transform_of_the_stack_changes_all_that_is_declared_after_it() {
    let declared = Mocks::new().declare(|ctx| {
        ctx.transform(|args| {
            if args.r#type == Thing::TYPE {
                label(args, "name");
            }
            Ok(())
        });
        let group = Component::new(ctx, GROUP, "g", ResourceOptions::new());
        let labels = ThingArgs::new().labels([("of", "the program")]);
        Thing::new(ctx, "a", labels, group.child());
        thing(ctx, "b", "t");
        Ok(())
    });
    assert_eq!(
        declared.resource(Thing::TYPE, "a").inputs_json(),
        json!({"labels": {"of": "the program", "name": "a"}})
    );
    assert_eq!(
        declared.resource(Thing::TYPE, "b").inputs_json(),
        json!({"labels": {"name": "b"}, "title": "t"})
    );
    assert!(declared.resource(GROUP, "g").inputs.is_empty());
}

#[test]
fn transforms_of_the_resource_come_first_and_then_those_of_its_parents_and_of_the_stack() {
    let declared = Mocks::new().declare(|ctx| {
        ctx.transform(append("4"));
        let outer = ResourceOptions::new().transform(append("3"));
        let outer = Component::new(ctx, GROUP, "outer", outer);
        let inner = Component::new(ctx, GROUP, "inner", outer.child().transform(append("2")));
        let own = || ThingArgs::new().title("0");
        Thing::new(ctx, "a", own(), inner.child().transform(append("1")));
        Thing::new(ctx, "b", own(), ResourceOptions::new());
        Ok(())
    });
    let title = |name| declared.resource(Thing::TYPE, name).inputs["title"].clone();
    assert_eq!(title("a"), Value::from("01234"));
    assert_eq!(title("b"), Value::from("04"));
}

#[test]
fn a_transform_changes_how_a_resource_is_treated_and_leaves_other_options_as_they_are() {
    let declared = Mocks::new().declare(|ctx| {
        ctx.transform(|args| {
            let options = &mut args.options;
            options.protect = Some(true);
            options.delete_before_replace = Some(true);
            let title = ThingArgs::properties().title;
            options.ignore_changes.push(title.to_string());
            Ok(())
        });
        let options = ResourceOptions::new()
            .retain_on_delete(true)
            .version("2.0.0")
            .ignore_changes(ThingArgs::properties().size);
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Ok(())
    });
    let a = declared.resource(Thing::TYPE, "a");
    assert_eq!((a.protect, a.version.as_str()), (Some(true), "2.0.0"));
    assert_eq!(a.options.ignore_changes, ["size", "title"]);
    assert_eq!(a.options.delete_before_replace, Some(true));
    assert_eq!(a.options.retain_on_delete, Some(true));
}

#[test]
fn a_property_that_a_transform_has_changed_keeps_its_dependencies_and_its_secrecy() {
    let declared = Mocks::new().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let options = ResourceOptions::new().transform(|args| {
            let title = args.properties.remove("title");
            assert_eq!(title, Some(Value::from("a-id").into_secret()));
            args.properties
                .insert("title".into(), Value::from("new").into_secret());
            label(args, "name");
            args.properties.remove("size");
            Ok(())
        });
        let hush = Output::known("x".to_owned()).secret();
        let args = ThingArgs::new()
            .title(a.id.secret())
            .labels([("arn", &a.id), ("hush", &hush)])
            .size(3)
            .enabled(true);
        Thing::new(ctx, "b", args, options);
        Ok(())
    });
    let a = declared.resource(Thing::TYPE, "a").urn.clone();
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(
        Value::Object(b.inputs.clone()).display(),
        json!({
            "title": "[secret]",
            "labels": {"arn": "a-id", "hush": "[secret]", "name": "b"},
            "enabled": true,
        })
    );
    assert_eq!(b.inputs["title"].as_str(), Some("new"));
    let on_a = BTreeSet::from([a]);
    assert_eq!(b.property_dependencies["title"], on_a);
    assert_eq!(b.property_dependencies["labels"], on_a);
    assert!(b.property_dependencies["enabled"].is_empty());
    assert!(!b.property_dependencies.contains_key("size"));
}

#[test]
fn a_transform_sees_in_a_preview_what_is_not_known_yet() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let options = ResourceOptions::new().transform(|args| {
            assert_eq!(args.properties["title"], Value::Unknown);
            label(args, "name");
            Ok(())
        });
        Thing::new(ctx, "b", ThingArgs::new().title(&a.arn), options);
        Ok(())
    });
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(b.inputs["title"], Value::Unknown);
    assert_eq!(b.property_dependencies["title"].len(), 1);
}

fn failure(program: fn(&Context)) -> String {
    let failed = Mocks::new().try_declare(move |ctx| {
        program(ctx);
        thing(ctx, "a", "t");
        Ok(())
    });
    failed.unwrap_err().to_string()
}

#[test]
fn an_error_of_a_transform_is_one_of_the_resource_and_so_is_a_panic() {
    let error = failure(|ctx| ctx.transform(|args| anyhow::bail!("{} has no owner", args.name)));
    assert_eq!(error, "test:index/thing:Thing `a`: a has no owner");
    let error = failure(|ctx| ctx.transform(|_| panic!("oh")));
    assert!(
        error.contains("transforms.rs:") && error.ends_with(": oh"),
        "{error}"
    );
}

#[test]
fn a_transform_of_functions_changes_their_arguments() {
    let results = json!({"title": "found", "size": 3});
    let mocks = Mocks::new().results("test:index/getThing:getThing", results);
    let declared = mocks.declare(|ctx| {
        ctx.transform_invokes(|args| {
            let name = args.arguments["name"].as_str().unwrap().to_uppercase();
            args.arguments.insert("name".into(), name.into());
            Ok(())
        });
        get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new());
        Ok(())
    });
    assert_eq!(declared.0.calls[0].arguments["name"], Value::from("A"));
}
