//! Functions of providers: when they are called, and what their results carry along.

use crate::thing::{
    GetThingArgs, TestProvider, TestProviderArgs, Thing, ThingArgs, get_thing, thing,
};
use pulumi::{
    Component, Context, InvokeOptions, Output, ResourceOptions, Value,
    engine::Severity,
    testing::{Declared, Mocks},
};
use serde_json::json;

const GET_THING: &str = "test:index/getThing:getThing";

fn mocks() -> Mocks {
    Mocks::new().results(GET_THING, json!({"title": "found", "size": 3}))
}

#[test]
fn results_are_outputs() {
    let declared = mocks().declare(|ctx| {
        let found = get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new());
        ctx.export("title", found.title.map(|title| title + "!"));
        ctx.export("size", &found.size);
        ctx.export("note", found.note.map(|note| format!("{note:?}")));
        Ok(())
    });
    assert_eq!(
        declared.exports(),
        json!({"title": "found!", "size": 3, "note": "None"})
    );
}

#[test]
fn a_function_whose_arguments_are_known_is_called_in_a_preview_too() {
    let declared = mocks().preview().declare(|ctx| {
        let found = get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new());
        ctx.export("title", &found.title);
        // What the provider leaves out it may know later.
        ctx.export("note", &found.note);
        Ok(())
    });
    assert_eq!(declared.0.exports["title"], Value::from("found"));
    assert_eq!(declared.0.exports["note"], Value::Unknown);
}

#[test]
fn a_function_with_an_unknown_argument_is_not_called_and_its_results_are_unknown() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let found = get_thing(ctx, GetThingArgs::new(&a.arn), InvokeOptions::new());
        let title = found
            .title
            .map(|title: String| -> String { panic!("it was called with {title}") });
        let args = ThingArgs::new().title(title);
        Thing::new(ctx, "b", args, ResourceOptions::new());
        Ok(())
    });
    let b = declared.resource(Thing::TYPE, "b");
    assert_eq!(b.inputs["title"], Value::Unknown);
    let a = declared.resource(Thing::TYPE, "a").urn.clone();
    assert!(b.property_dependencies["title"].contains(&a));
}

#[test]
fn results_depend_on_what_the_arguments_depend_on() {
    let declared = mocks().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let z = thing(ctx, "z", "t");
        let options = InvokeOptions::new().depends_on(&z);
        let found = get_thing(ctx, GetThingArgs::new(&a.id), options);
        let args = ThingArgs::new().title(&found.title);
        Thing::new(ctx, "b", args, ResourceOptions::new());
        Ok(())
    });
    let urn = |name: &str| declared.resource(Thing::TYPE, name).urn.clone();
    let b = declared.resource(Thing::TYPE, "b");
    let on = &b.property_dependencies["title"];
    assert_eq!(on, &[urn("a"), urn("z")].into());
}

#[test]
fn a_function_waits_for_what_it_depends_on_and_is_not_called_before_that_is_there() {
    let declared = mocks().preview().declare(|ctx| {
        let group = Component::new(ctx, "test:index:Group", "g", ResourceOptions::new());
        let below = ResourceOptions::new().parent(&group);
        Thing::new(ctx, "a", ThingArgs::new(), below);
        let options = InvokeOptions::new().depends_on(&group);
        let found = get_thing(ctx, GetThingArgs::new("a"), options);
        ctx.export("title", &found.title);
        Ok(())
    });
    assert_eq!(declared.0.exports["title"], Value::Unknown);
}

#[test]
fn a_secret_argument_makes_all_results_secret() {
    let declared = mocks().declare(|ctx| {
        let name = Output::known("a".to_owned()).secret();
        let found = get_thing(ctx, GetThingArgs::new(name), InvokeOptions::new());
        ctx.export("size", &found.size);
        Ok(())
    });
    assert_eq!(declared.0.exports["size"], Value::from(3).into_secret());
}

fn refusal(program: impl FnOnce(&Context) + Send + 'static) -> String {
    let failed = Mocks::new().try_declare(|ctx| {
        program(ctx);
        Ok(())
    });
    let failed = failed.unwrap_err();
    let errors = failed.diagnostics.iter();
    let errors = errors.filter(|said| said.severity == Severity::Error);
    assert_eq!(errors.count(), 1, "it is told once: {failed}");
    failed.to_string()
}

#[test]
fn a_function_that_fails_is_told_once_with_its_name() {
    let error = refusal(|ctx| {
        let found = get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new());
        ctx.export("title", &found.title);
        ctx.export("size", &found.size);
    });
    assert_eq!(
        error,
        "test:index/getThing:getThing: the test says no results of this function"
    );
}

#[test]
fn a_result_of_another_type_is_an_error_that_names_function_and_property() {
    let mocks = Mocks::new().results(GET_THING, json!({"title": "found", "size": "large"}));
    let failed = mocks.try_declare(|ctx| {
        let found = get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new());
        ctx.export("size", &found.size);
        Ok(())
    });
    assert_eq!(
        failed.unwrap_err().to_string(),
        "test:index/getThing:getThing: the provider gave a result `size` that is not as its type says: \
         invalid type: string \"large\", expected i64"
    );
}

/// The providers that a function was asked of, which a raw engine would see.
fn declared_with_provider(options: fn(&TestProvider, &Component) -> InvokeOptions) -> Declared {
    mocks().declare(move |ctx| {
        let provider = TestProvider::new(ctx, "p", TestProviderArgs::new(), ResourceOptions::new());
        let group = ResourceOptions::new().provider(&provider);
        let group = Component::new(ctx, "test:index:Group", "g", group);
        let found = get_thing(ctx, GetThingArgs::new("a"), options(&provider, &group));
        ctx.export("title", &found.title);
        Ok(())
    })
}

#[test]
fn a_function_is_asked_of_the_provider_that_is_named_or_that_its_parent_has() {
    for options in [
        (|provider, _| InvokeOptions::new().provider(provider))
            as fn(&TestProvider, &Component) -> InvokeOptions,
        |_, group| InvokeOptions::new().parent(group),
    ] {
        let declared = declared_with_provider(options);
        let asked = &declared.0.calls[0];
        assert_eq!(asked.function, GET_THING);
        let provider = declared.resource(TestProvider::TYPE, "p");
        assert_eq!(asked.provider, Some(format!("{}::p-id", provider.urn)));
        assert_eq!(asked.version, "1.2.3");
    }
    let declared = declared_with_provider(|_, _| InvokeOptions::new().version("2.0.0"));
    assert_eq!(declared.0.calls[0].provider, None);
    assert_eq!(declared.0.calls[0].version, "2.0.0");
}
