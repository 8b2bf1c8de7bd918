//! What a preview must keep from a program: values that nobody knows yet.

use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{Output, ResourceOptions, Value, testing::Mocks};
use serde_json::json;

#[test]
fn no_unknown_value_ever_reaches_a_function() {
    Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let mapped = a
            .arn
            .map(|arn: String| -> String { panic!("it was called with {arn}") });
        let joined = Output::join((a.id.clone(), Output::known(1)));
        let joined = joined.map(|(id, _)| -> String { panic!("it was called with {id}") });
        ctx.export("mapped", &mapped);
        thing(ctx, "b", "t");
        Thing::new(
            ctx,
            "c",
            ThingArgs::new().title(joined),
            ResourceOptions::new(),
        );
        Ok(())
    });
}

#[test]
fn an_output_that_is_absent_is_unknown_even_if_it_is_optional() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let untitled = Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(&untitled.title),
            ResourceOptions::new(),
        );
        Ok(())
    });
    assert_eq!(
        declared.resource(Thing::TYPE, "b").inputs["title"],
        Value::Unknown
    );
}

#[test]
fn what_is_known_in_a_preview_is_used() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        ctx.export("title", a.title.map(|title| title.map(|t| t + "!")));
        Ok(())
    });
    assert_eq!(declared.exports(), json!({"title": "t!"}));
}

#[test]
fn an_unknown_part_leaves_the_other_parts_of_an_input_known() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let labels = [("plain", "x".into()), ("of-a", pulumi::Input::from(&a.arn))];
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().labels(labels),
            ResourceOptions::new(),
        );
        Ok(())
    });
    let Value::Object(labels) = &declared.resource(Thing::TYPE, "b").inputs["labels"] else {
        panic!("labels are an object");
    };
    assert_eq!(labels["plain"], Value::from("x"));
    assert_eq!(labels["of-a"], Value::Unknown);
}

#[test]
fn an_unknown_value_keeps_its_dependencies_and_its_secrecy() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let title = a.arn.secret().map(|arn| arn + "!");
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(title),
            ResourceOptions::new(),
        );
        Ok(())
    });
    let a = declared.resource(Thing::TYPE, "a").urn.clone();
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(b.inputs["title"], Value::Unknown.into_secret());
    assert!(b.property_dependencies["title"].contains(&a));
}

#[test]
fn an_unknown_export_is_unknown_in_a_preview() {
    let declared = Mocks::new().preview().declare(|ctx| {
        ctx.export("arn", &thing(ctx, "a", "t").arn);
        Ok(())
    });
    assert_eq!(declared.0.exports["arn"], Value::Unknown);
}

#[test]
fn the_program_can_tell_that_it_is_a_preview() {
    let is_preview = |mocks: Mocks| {
        let declared = mocks.declare(|ctx| {
            ctx.export("preview", ctx.is_preview());
            Ok(())
        });
        declared.exports()["preview"].clone()
    };
    assert_eq!(is_preview(Mocks::new().preview()), true);
    assert_eq!(is_preview(Mocks::new()), false);
}
