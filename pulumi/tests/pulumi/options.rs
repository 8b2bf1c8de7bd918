//! Options of resources: what goes over the wire.

use crate::thing::{Part, Thing, ThingArgs, thing};
use pulumi::{
    CustomTimeouts, Output, ResourceOptions, Value,
    engine::{Options, Timeouts},
    testing::Mocks,
};
use std::time::Duration;

#[test]
fn options_go_over_the_wire_as_the_program_gives_them() {
    let declared = Mocks::new().declare(|ctx| {
        let (thing, part) = (ThingArgs::properties(), Part::properties());
        let options = ResourceOptions::new()
            .retain_on_delete(true)
            .delete_before_replace(false)
            .custom_timeouts(
                CustomTimeouts::new()
                    .create(Duration::from_secs(90))
                    .delete(Duration::from_millis(1500)),
            )
            .ignore_changes(thing.part.then(part.weight))
            .ignore_changes(thing.parts.each().then(Part::properties().label))
            .replace_on_changes(thing.labels.key("a.b"))
            .replace_on_changes(thing.tags.at(0))
            .additional_secret_output(Thing::outputs().arn);
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Ok(())
    });
    assert_eq!(
        declared.resource(Thing::TYPE, "a").options,
        Options {
            retain_on_delete: Some(true),
            delete_before_replace: Some(false),
            ignore_changes: vec!["part.weight".into(), "parts[*].label".into()],
            replace_on_changes: vec![r#"labels["a.b"]"#.into(), "tags[0]".into()],
            additional_secret_outputs: vec!["arn".into()],
            custom_timeouts: Some(Timeouts {
                create: "90s".into(),
                update: String::new(),
                delete: "1500ms".into(),
            }),
            former_urns: Vec::new(),
        }
    );
}

#[test]
fn all_changes_are_ignored_by_a_star() {
    let declared = Mocks::new().declare(|ctx| {
        let options = ResourceOptions::new().ignore_all_changes();
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Ok(())
    });
    let options = &declared.resource(Thing::TYPE, "a").options;
    assert_eq!(options.ignore_changes, ["*"]);
}

#[test]
fn what_the_program_does_not_say_does_not_go_over_the_wire() {
    let declared = Mocks::new().declare(|ctx| {
        thing(ctx, "a", "t");
        Ok(())
    });
    let options = &declared.resource(Thing::TYPE, "a").options;
    assert_eq!(options, &Options::default());
}

#[test]
fn an_additional_secret_output_is_a_secret_and_so_is_what_is_made_of_it() {
    let outputs = serde_json::json!({"arn": "arn:hush"});
    let declared = Mocks::new().outputs(Thing::TYPE, outputs).declare(|ctx| {
        let options = ResourceOptions::new().additional_secret_output(Thing::outputs().arn);
        let a = Thing::new(ctx, "a", ThingArgs::new().title("t"), options);
        ctx.export("arn", a.arn.map(|arn: String| arn + "!"));
        ctx.export("both", Output::join((&a.arn, &a.title)));
        ctx.export("title", &a.title);
        Ok(())
    });
    let exports = &declared.0.exports;
    assert_eq!(exports["arn"], Value::from("arn:hush!").into_secret());
    assert!(exports["both"].contains_secret());
    assert!(!exports["title"].contains_secret());
}
