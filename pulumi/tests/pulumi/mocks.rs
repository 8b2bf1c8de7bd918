use crate::thing::{Thing, ThingArgs, thing};
use pulumi::{
    Context, Output, ResourceOptions, StackReference, Value,
    testing::{Mocks, Schema},
};
use serde_json::json;

fn schema() -> Schema {
    let schema = json!({
        "name": "test",
        "resources": {"test:index/thing:Thing": {
            "inputProperties": {
                "title": {"type": "string"},
                "parts": {"type": "array", "items": {"$ref": "#/types/test:index/Part:Part"}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "size": {"type": "integer"},
            },
            "requiredInputs": ["title"],
            "properties": {"arn": {"type": "string"}, "size": {"type": "integer"}, "note": {"type": "string"}},
            "required": ["arn", "size"],
        }},
        "types": {"test:index/Part:Part": {
            "type": "object",
            "properties": {"label": {"type": "string"}},
            "required": ["label"],
        }},
    });
    Schema::parse(&schema.to_string()).unwrap()
}

#[test]
fn a_schema_makes_up_the_outputs_that_are_always_there() {
    let declared = Mocks::new().schema(schema()).declare(|ctx| {
        ctx.export("arn", &thing(ctx, "a", "t").arn);
        Ok(())
    });
    assert_eq!(declared.exports(), json!({"arn": "a.arn"}));
}

#[test]
fn with_several_schemas_the_package_of_a_type_or_function_chooses() {
    use crate::thing::{GetThingArgs, get_thing};
    use pulumi::{InvokeOptions, Stash, builtin::StashArgs};
    let random = json!({
        "name": "random",
        "resources": {},
        "functions": {"test:index/getThing:getThing": {}},
    });
    let random = || Schema::parse(&random.to_string()).unwrap();
    let program = |ctx: &Context| {
        ctx.export("arn", &thing(ctx, "a", "t").arn);
        // No schema is one of the engine's own.
        let stash = StashArgs::new(json!("kept"));
        Stash::new(ctx, "stash", stash, ResourceOptions::new());
        Ok(())
    };
    for mocks in [
        Mocks::new().schema(schema()).schema(random()),
        Mocks::new().schema(random()).schema(schema()),
    ] {
        assert_eq!(mocks.declare(program).exports(), json!({"arn": "a.arn"}));
    }
    let failed = Mocks::new()
        .schema(schema())
        .schema(random())
        .try_declare(|ctx| {
            ctx.export(
                "title",
                get_thing(ctx, GetThingArgs::new("a"), InvokeOptions::new()).title,
            );
            Ok(())
        })
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/getThing:getThing: the function is not in the schema"
    );
}

#[test]
fn inputs_are_held_to_the_schema() {
    use crate::thing::Part;
    let failed = Mocks::new()
        .schema(schema())
        .try_declare(|ctx| {
            let args = ThingArgs::new()
                .parts([Part::new("x").weight(1)])
                .enabled(true);
            Thing::new(ctx, "a", args, ResourceOptions::new());
            Ok(())
        })
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: property `enabled`: is not in the schema; \
         property `parts[0].weight`: is not in the schema; property `title`: is missing"
    );
}

#[test]
fn what_exists_already_has_the_state_of_the_program_and_the_outputs_of_the_test() {
    let outputs = json!({"arn": "arn:found"});
    let declared = Mocks::new().outputs(Thing::TYPE, outputs).declare(|ctx| {
        let state = pulumi::Arguments::from([("title", "t")]);
        let found = Thing::get(ctx, "found", "thing-7", state, ResourceOptions::new());
        ctx.export("found", Output::join((&found.id, &found.arn, &found.title)));
        Ok(())
    });
    let found = json!(["thing-7", "arn:found", "t"]);
    assert_eq!(declared.exports(), json!({ "found": found }));
}

#[test]
fn what_is_read_by_an_unknown_id_is_unknown() {
    let declared = Mocks::new().preview().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let found = Thing::get(ctx, "found", &a.id, (), ResourceOptions::new());
        ctx.export("arn", &found.arn);
        Ok(())
    });
    assert_eq!(declared.0.exports["arn"], Value::Unknown);
}

#[test]
fn another_stack_has_the_outputs_that_the_test_says() {
    let program = |ctx: &Context| {
        let network = StackReference::new(ctx, "organization/network/production");
        ctx.export("subnets", network.output::<Vec<String>>("subnets"));
        ctx.export("none", network.output::<Option<String>>("none"));
        Ok(())
    };
    let outputs = json!({"subnets": ["a", "b"]});
    let mocks = Mocks::new().stack("organization/network/production", outputs);
    let declared = mocks.declare(program);
    assert_eq!(declared.exports(), json!({"subnets": ["a", "b"]}));
    let failed = Mocks::new().try_declare(program).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "pulumi:pulumi:StackReference `organization/network/production`: the test says no outputs of this stack"
    );
}

#[test]
fn an_output_that_another_stack_does_not_have_is_told_with_those_that_it_has() {
    for (outputs, has) in [
        (json!({"url": "u", "name": "n"}), "`name`, `url`"),
        (json!({}), "none"),
    ] {
        let mocks = Mocks::new().stack("organization/hello/dev", outputs);
        let failed = mocks.try_declare(|ctx| {
            let hello = StackReference::named(ctx, "hello", "organization/hello/dev");
            ctx.export("greeting", hello.output::<String>("greeting"));
            Ok(())
        });
        assert_eq!(
            failed.unwrap_err().to_string(),
            format!("the stack `organization/hello/dev` has no output `greeting` (it has {has})")
        );
    }
}

#[test]
fn an_output_of_another_stack_that_is_of_another_type_names_the_stack() {
    let mocks = Mocks::new().stack("organization/hello/dev", json!({"size": "large"}));
    let failed = mocks.try_declare(|ctx| {
        let hello = StackReference::new(ctx, "organization/hello/dev");
        ctx.export("size", hello.output::<i64>("size"));
        Ok(())
    });
    assert_eq!(
        failed.unwrap_err().to_string(),
        "the stack `organization/hello/dev` has an output `size` that is not as its type says: \
         invalid type: string \"large\", expected i64"
    );
}

#[test]
fn a_program_that_demands_a_version_of_the_cli_runs_without_it() {
    let declared = Mocks::new().declare(|ctx| {
        ctx.require_pulumi_version(">=3.200.0");
        Ok(())
    });
    assert_eq!(declared.diagnostics(), []);
}

#[test]
#[should_panic(expected = "there is no test:index/thing:Thing `b`; there are")]
fn a_resource_that_was_not_declared_is_a_failed_test_that_lists_those_that_were() {
    let declared = Mocks::new().declare(|ctx| {
        thing(ctx, "a", "t");
        Ok(())
    });
    declared.resource(Thing::TYPE, "b");
}

#[test]
fn all_that_was_declared_can_be_compared_with_a_file() {
    let declared = Mocks::new().declare(|ctx| {
        let a = thing(ctx, "a", "t");
        let options = ResourceOptions::new().protect(true);
        Thing::new(ctx, "b", ThingArgs::new().title(&a.id), options);
        Ok(())
    });
    let json = declared.to_json();
    let b = &json["test:index/thing:Thing::b"];
    assert_eq!(b["inputs"], json!({"title": "a-id"}));
    assert_eq!(b["dependencies"], json!(["test:index/thing:Thing::a"]));
    assert_eq!(
        b["propertyDependencies"],
        json!({"title": ["test:index/thing:Thing::a"]})
    );
    assert_eq!(b["parent"], "pulumi:pulumi:Stack::project-stack");
    assert_eq!(b["protect"], true);
}
