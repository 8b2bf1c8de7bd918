//! Outputs of a stack.

use anyhow::Result;
use pulumi::{Context, Output, Property};
use serde_json::json;

crate::tests! {
    "l1-empty": empty,
    "l1-main": main,
    "l1-output-array": output_array,
    "l1-output-bool": output_bool,
    "l1-output-map": output_map,
    "l1-output-null": output_null,
    "l1-output-number": output_number,
    "l1-output-string": output_string,
    "l1-keyword-overlap": keyword_overlap,
    "l1-operator-precedence": operator_precedence,
    "l1-expand-final": expand_final,
    "l1-for-expression": for_expression,
}

const LOREM: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur. Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum.";

const ESCAPES: &str = "Some ${common} \"characters\" 'that' need escaping: \\ (backslash), \t (tab), \u{1b} (escape), \u{7} (bell), \0 (null), \u{e0021} (tag space)";

fn empty(_: &Context) -> Result<()> {
    Ok(())
}

fn main(ctx: &Context) -> Result<()> {
    ctx.export("output_true", true);
    Ok(())
}

fn output_bool(ctx: &Context) -> Result<()> {
    ctx.export("output_true", true);
    ctx.export("output_false", false);
    Ok(())
}

fn output_null(ctx: &Context) -> Result<()> {
    ctx.export("array", json!([null]));
    Ok(())
}

fn output_number(ctx: &Context) -> Result<()> {
    ctx.export("zero", 0);
    ctx.export("one", 1);
    ctx.export("e", 2.718);
    ctx.export("minInt32", i32::MIN);
    ctx.export("max", f64::MAX);
    ctx.export("min", 5e-324);
    Ok(())
}

fn output_string(ctx: &Context) -> Result<()> {
    ctx.export("empty", "");
    ctx.export("small", "Hello world!");
    ctx.export("emoji", "👋 \"Hello \u{1019b}!\" 😊");
    ctx.export("escape", ESCAPES);
    let with_newline = ESCAPES.replace("\t (tab)", "\n (newline), \t (tab)");
    ctx.export("escapeNewline", with_newline);
    ctx.export("large", format!("{LOREM}\n").repeat(150));
    Ok(())
}

fn output_array(ctx: &Context) -> Result<()> {
    ctx.export("empty", json!([]));
    ctx.export("small", ["Hello", "World"]);
    ctx.export("numbers", [0, 1, 2, 3, 4, 5]);
    ctx.export("nested", [[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    ctx.export("large", vec![LOREM; 150]);
    Ok(())
}

fn output_map(ctx: &Context) -> Result<()> {
    ctx.export("empty", json!({}));
    let strings = [
        ("greeting", "Hello, world!"),
        ("farewell", "Goodbye, world!"),
    ];
    ctx.export("strings", Property::object(strings));
    ctx.export(
        "adversarialStrings",
        Property::object([
            ("__type", "dunder type"),
            ("__internal", "dunder internal"),
            ("__provider", "dunder provider"),
            ("__version", "dunder version"),
            ("", "empty key"),
            ("empty value", ""),
            ("dunder value", "__dunder"),
            (ESCAPES, ESCAPES),
        ]),
    );
    ctx.export("numbers", Property::object([("1", 1), ("2", 2)]));
    let keys = ["my.key", "my-key", "my_key", "MY_KEY", "mykey", "MYKEY"];
    ctx.export("keys", Property::object(keys.into_iter().zip(1..)));
    Ok(())
}

fn keyword_overlap(ctx: &Context) -> Result<()> {
    let (class, export, import) = ("class", "export", "import");
    let (r#mod, object, self_, this, r#if) = ("mod", "object", "self", "this", "if");
    for name in [class, export, import, r#mod, self_, this, r#if] {
        ctx.export(name, format!("{name}_output_string"));
    }
    ctx.export(object, json!({ object: "object_output_string" }));
    Ok(())
}

fn operator_precedence(ctx: &Context) -> Result<()> {
    let (one, two, yes, no) = (1, 2, true, false);
    ctx.export("sumTimes", (one + two) * 3);
    ctx.export("minusMinus", 10 - (4 - 3));
    ctx.export("notAnd", !(yes && no));
    ctx.export("negateSum", -(one + two));
    ctx.export("conditionalIndex", (if yes { [1] } else { [2] })[0]);
    let condition = if yes { no } else { yes };
    ctx.export("conditionalCondition", if condition { "yes" } else { "no" });
    Ok(())
}

fn expand_final(ctx: &Context) -> Result<()> {
    let numbers = [1, 2, 3];
    ctx.export("expandedMax", numbers.into_iter().fold(i32::MIN, i32::max));
    ctx.export(
        "expandedMaxWithPrefix",
        numbers.into_iter().fold(0, i32::max),
    );
    Ok(())
}

fn for_expression(ctx: &Context) -> Result<()> {
    let names = ["alpha", "beta", "gamma"];
    let tags = [("Environment", "production"), ("Team", "infra")];
    let prefixed = names.map(|name| format!("prefix-{name}"));
    ctx.export("prefixed", prefixed.clone());
    let filtered = names.into_iter().filter(|name| *name != "beta");
    ctx.export("filtered", filtered.collect::<Vec<_>>());
    let indexed = names.iter().enumerate();
    let indexed = indexed.map(|(i, name)| format!("{i}:{name}"));
    ctx.export("indexed", indexed.collect::<Vec<_>>());
    ctx.export("tagList", tags.map(|(key, value)| format!("{key}={value}")));
    ctx.export(
        "prefixedMap",
        Property::object(names.into_iter().zip(prefixed)),
    );
    let others = tags.into_iter().filter(|(key, _)| *key != "Team");
    ctx.export("filteredTags", Property::object(others));
    // Outputs may be joined in the same way.
    let _all = Output::join(names.map(|name| Output::known(name.to_owned())));
    Ok(())
}
