use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{Output, ResourceOptions, testing::Mocks};
use serde_json::json;

#[test]
fn exports_are_outputs_of_the_stack() {
    let declared = Mocks::new().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        ctx.export("id", &a.id);
        ctx.export("plain", "text");
        ctx.export("object", Output::known(json!({"list": [1, true, null]})));
        Ok(())
    });
    assert_eq!(
        declared.exports(),
        json!({"id": "a-id", "plain": "text", "object": {"list": [1, true, null]}})
    );
}

#[test]
fn an_export_without_a_value_is_left_out() {
    let declared = Mocks::new().declare(|ctx| {
        let untitled = Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
        ctx.export("title", &untitled.title);
        Ok(())
    });
    assert_eq!(declared.exports(), json!({}));
}

#[test]
fn a_second_export_of_one_name_is_an_error() {
    let failed = Mocks::new()
        .try_declare(|ctx| {
            ctx.export("url", "a");
            ctx.export("url", "b");
            Ok(())
        })
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the output `url` of the stack is exported twice"
    );
}
