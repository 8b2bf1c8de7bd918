use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{Context, Output, ResourceOptions, testing::Mocks};
use serde_json::{Value as Json, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What a stack exports as `x`.
fn exported(program: impl FnOnce(&Context) -> Output<Json> + Send + 'static) -> Json {
    let declared = Mocks::new()
        .outputs(Thing::TYPE, json!({"arn": "arn:thing", "size": 3}))
        .declare(move |ctx| {
            ctx.export("x", program(ctx));
            Ok(())
        });
    declared.exports()["x"].clone()
}

#[test]
fn map_gives_the_result_of_its_function() {
    let x = exported(|ctx| thing(ctx, "a", "t").size.map(|size: i64| json!(size + 1)));
    assert_eq!(x, json!(4));
}

#[test]
fn outputs_are_joined_from_tuples_arrays_and_vectors() {
    let x = exported(|ctx| {
        let a = thing(ctx, "a", "t");
        let pair = Output::join((&a.arn, a.size.clone()));
        let list = Output::join(vec![&a.size, &a.size]);
        let array = Output::join([a.arn.clone(), a.arn.clone()]);
        Output::join((pair, list, array))
            .map(|((arn, size), list, array)| json!([arn, size, list, array]))
    });
    assert_eq!(
        x,
        json!(["arn:thing", 3, [3, 3], ["arn:thing", "arn:thing"]])
    );
}

#[test]
fn outputs_are_joined_from_maps_and_keep_their_keys() {
    let x = exported(|ctx| {
        let a = thing(ctx, "a", "t");
        let map = BTreeMap::from([("arn", a.arn.clone()), ("id", a.id.clone())]);
        Output::join(map).map(|map| json!(map))
    });
    assert_eq!(x, json!({"arn": "arn:thing", "id": "a-id"}));
}

#[test]
fn a_text_is_made_of_outputs_by_a_format() {
    let x = exported(|ctx| {
        let a = thing(ctx, "a", "t");
        pulumi::format!("{:>10}: {} of {}", &a.arn, &a.size, Output::known(7)).map(Json::from)
    });
    assert_eq!(x, " arn:thing: 3 of 7");
}

#[test]
fn eight_outputs_of_different_types_are_joined() {
    let x = exported(|_| {
        let (n, s) = (Output::known(1), Output::known("s".to_owned()));
        Output::join((&n, &s, &n, &s, &n, &s, &n, &s))
            .map(|(a, b, _, _, _, _, g, h)| json!([a, b, g, h]))
    });
    assert_eq!(x, json!([1, "s", 1, "s"]));
}

#[test]
fn a_function_may_give_another_output() {
    let x = exported(|ctx| {
        let b = thing(ctx, "b", "t");
        thing(ctx, "a", "t")
            .size
            .and_then(move |size| b.arn.map(move |arn| json!([size, arn])))
    });
    assert_eq!(x, json!([3, "arn:thing"]));
}

#[test]
fn an_optional_output_without_a_value_is_none() {
    let x = exported(|ctx| {
        let untitled = Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
        untitled.title.map(|title| json!(title.is_none()))
    });
    assert_eq!(x, json!(true));
}

#[test]
fn whole_numbers_and_fractions_arrive_as_what_they_are() {
    let x = exported(|_| {
        let numbers = Output::known((3_i64, 2.5_f64, -7_i32));
        numbers.map(|(whole, fraction, negative)| json!([whole, fraction, negative]))
    });
    assert_eq!(x, json!([3, 2.5, -7]));
}

#[test]
fn the_secret_flag_is_carried_by_map_and_join() {
    let declared = Mocks::new().declare(|ctx| {
        let secret = Output::known("hunter2".to_owned()).secret();
        let open = Output::known("open".to_owned());
        ctx.export("unsecret", secret.unsecret().map(|s| s.len()));
        ctx.export("mapped", secret.map(|s| s.len()));
        ctx.export(
            "joined",
            Output::join((open.clone(), secret)).map(|(a, b)| format!("{a}{b}")),
        );
        ctx.export("open", open);
        Ok(())
    });
    let exports = pulumi::Value::Object(declared.0.exports);
    assert_eq!(
        exports.display(),
        json!({"mapped": "[secret]", "joined": "[secret]", "open": "open", "unsecret": 7})
    );
    assert_eq!(exports.reveal().unwrap()["joined"], "openhunter2");
}

#[test]
fn a_secret_that_a_provider_gives_is_secret_in_all_that_comes_of_it() {
    let secret = json!({
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": "key",
    });
    let declared = Mocks::new()
        .outputs(Thing::TYPE, json!({"arn": secret}))
        .declare(|ctx| {
            let a = thing(ctx, "a", "t");
            thing(ctx, "b", "x");
            Thing::new(
                ctx,
                "c",
                ThingArgs::new().title(a.arn.map(|arn| arn + "!")),
                ResourceOptions::new(),
            );
            Ok(())
        });
    let title = &declared.resource(Thing::TYPE, "c").inputs["title"];
    assert!(title.contains_secret(), "{title:?}");
    assert_eq!(title.as_str(), Some("key!"));
}

#[test]
fn a_mapping_runs_once_however_often_it_is_used() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    Mocks::new().declare(move |ctx| {
        let mapped = thing(ctx, "a", "t").id.map(move |id: String| {
            counted.fetch_add(1, Ordering::SeqCst);
            id
        });
        ctx.export("one", &mapped);
        ctx.export("two", &mapped);
        Ok(())
    });
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn an_error_of_a_mapping_ends_the_program() {
    let failed = Mocks::new()
        .try_declare(|ctx| {
            let number = Output::known("many".to_owned()).try_map(|text| Ok(text.parse::<i64>()?));
            ctx.export("number", number);
            Ok(())
        })
        .unwrap_err();
    assert_eq!(failed.to_string(), "invalid digit found in string");
}
