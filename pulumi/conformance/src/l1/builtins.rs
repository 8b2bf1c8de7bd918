//! What Pulumi's own language has functions for, and Rust its library.

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use pulumi::{Context, Output};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use sha1::Digest as _;
use std::{collections::BTreeMap, env, fs};
use unicode_segmentation::UnicodeSegmentation as _;

crate::tests! {
    "l1-builtin-base64": builtin_base64,
    "l1-builtin-can": builtin_can,
    "l1-builtin-cwd": builtin_cwd,
    "l1-builtin-file": builtin_file,
    "l1-builtin-info": builtin_info,
    "l1-builtin-list": builtin_list,
    "l1-builtin-min-max": builtin_min_max,
    "l1-builtin-object": builtin_object,
    "l1-builtin-project-root": builtin_project_root,
    "l1-builtin-project-root-main": builtin_project_root_main,
    "l1-builtin-range": builtin_range,
    "l1-builtin-sha1": builtin_sha1,
    "l1-builtin-string": builtin_string,
    "l1-builtin-to-json": builtin_to_json,
    "l1-builtin-try": builtin_try,
}

fn builtin_base64(ctx: &Context) -> Result<()> {
    let input = ctx.config().get("input").context("input")?;
    let data = String::from_utf8(BASE64_STANDARD.decode(input)?)?;
    ctx.export("roundtrip", BASE64_STANDARD.encode(&data));
    ctx.export("data", data);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MapAndObject {
    a_map: BTreeMap<String, String>,
    an_object: Json,
}

fn builtin_can(ctx: &Context) -> Result<()> {
    let MapAndObject { a_map, an_object } = ctx.config().read()?;
    ctx.export("plainTrySuccess", a_map.contains_key("a"));
    ctx.export("plainTryFailure", a_map.contains_key("b"));
    let secret_map = Output::known(a_map).secret();
    ctx.export(
        "outputTrySuccess",
        secret_map.map(|map| map.contains_key("a")),
    );
    ctx.export(
        "outputTryFailure",
        secret_map.map(|map| map.contains_key("b")).unsecret(),
    );
    ctx.export("dynamicTrySuccess", an_object.get("a").is_some());
    ctx.export("dynamicTryFailure", an_object.get("b").is_some());
    ctx.export("plainTryNull", an_object.get("opt").is_some());
    let secret_object = Output::known(an_object).secret();
    let has = |key: &'static str| secret_object.map(move |object| object.get(key).is_some());
    ctx.export("outputDynamicTrySuccess", has("a"));
    ctx.export("outputDynamicTryFailure", has("b").unsecret());
    ctx.export("outputTryNull", has("opt"));
    Ok(())
}

fn builtin_try(ctx: &Context) -> Result<()> {
    const FALLBACK: &str = "fallback";
    let get = |map: &BTreeMap<String, String>, key| {
        map.get(key).map_or(FALLBACK, String::as_str).to_owned()
    };
    let MapAndObject { a_map, an_object } = ctx.config().read()?;
    ctx.export("plainTrySuccess", get(&a_map, "a"));
    ctx.export("plainTryFailure", get(&a_map, "b"));
    let secret_map = Output::known(a_map).secret();
    ctx.export(
        "outputTrySuccess",
        secret_map.map(move |map| get(&map, "a")),
    );
    ctx.export(
        "outputTryFailure",
        secret_map.map(move |map| get(&map, "b")),
    );
    let get = |object: &Json, key| object.get(key).cloned().unwrap_or(FALLBACK.into());
    ctx.export("dynamicTrySuccess", get(&an_object, "a"));
    ctx.export("dynamicTryFailure", get(&an_object, "b"));
    ctx.export("plainTryNull", json!([get(&an_object, "opt")]));
    let secret_object = Output::known(an_object).secret();
    ctx.export(
        "outputDynamicTrySuccess",
        secret_object.map(move |object| get(&object, "a")),
    );
    ctx.export(
        "outputDynamicTryFailure",
        secret_object.map(move |object| get(&object, "b")),
    );
    ctx.export(
        "outputTryNull",
        secret_object.map(move |object| [get(&object, "opt")]),
    );
    Ok(())
}

fn current_directory() -> Result<String> {
    Ok(env::current_dir()?.to_string_lossy().into_owned())
}

fn builtin_cwd(ctx: &Context) -> Result<()> {
    ctx.export("cwdOutput", current_directory()?);
    Ok(())
}

fn builtin_project_root(ctx: &Context) -> Result<()> {
    let root = ctx.root_directory().to_string_lossy();
    ctx.export("rootDirectoryOutput", root.into_owned());
    Ok(())
}

fn builtin_project_root_main(ctx: &Context) -> Result<()> {
    builtin_project_root(ctx)?;
    ctx.export("workingDirectoryOutput", current_directory()?);
    Ok(())
}

fn builtin_file(ctx: &Context) -> Result<()> {
    let content = fs::read("testfile.txt")?;
    ctx.export("fileB64", BASE64_STANDARD.encode(&content));
    ctx.export(
        "fileSha",
        BASE64_STANDARD.encode(sha2::Sha256::digest(&content)),
    );
    ctx.export("fileContent", String::from_utf8(content)?);
    Ok(())
}

fn builtin_info(ctx: &Context) -> Result<()> {
    ctx.export("stackOutput", ctx.stack());
    ctx.export("projectOutput", ctx.project());
    ctx.export("organizationOutput", ctx.organization());
    Ok(())
}

fn builtin_list(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        a_list: Vec<String>,
        single_or_none_list: Vec<String>,
        a_string: String,
    }
    let settings: Settings = ctx.config().read()?;
    ctx.export("elementOutput1", settings.a_list[1].as_str());
    ctx.export("elementOutput2", settings.a_list[2].as_str());
    ctx.export("joinOutput", settings.a_list.join("|"));
    ctx.export("lengthOutput", i64::try_from(settings.a_list.len())?);
    ctx.export(
        "splitOutput",
        settings.a_string.split('-').collect::<Vec<_>>(),
    );
    let single_or_none = settings.single_or_none_list;
    ensure!(single_or_none.len() < 2, "singleOrNone has several items");
    ctx.export("singleOrNoneOutput", json!([single_or_none.first()]));
    Ok(())
}

fn builtin_min_max(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        a: f64,
        b: f64,
        c: i64,
        d: i64,
    }
    let Settings { a, b, c, d } = ctx.config().read()?;
    ctx.export("maxResult", a.max(b));
    ctx.export("minResult", a.min(b));
    ctx.export("intMaxResult", c.max(d));
    ctx.export("intMinResult", c.min(d));
    Ok(())
}

fn builtin_object(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        a_map: BTreeMap<String, String>,
        #[serde(default)]
        alternative_names: BTreeMap<String, Json>,
    }
    let Settings {
        a_map,
        alternative_names,
    } = ctx.config().read()?;
    let entries = a_map
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}));
    ctx.export("entriesOutput", entries.collect::<Json>());
    let lookup = |key| a_map.get(key).map_or("default", String::as_str);
    ctx.export("lookupOutput", lookup("keyPresent"));
    ctx.export("lookupOutputDefault", lookup("keyMissing"));
    let literal = BTreeMap::from([("a", 1), ("b", 2)]);
    ctx.export("lookupLiteral", literal.get("c").copied().unwrap_or(3));
    ctx.export(
        "lookupLiteralMismatchedType",
        literal.get("c").map_or(json!(true), |c| json!(c)),
    );
    ctx.export("deprecatedTwoArgumentLookup", literal["a"]);
    ctx.export(
        "names",
        alternative_names.values().cloned().collect::<Json>(),
    );
    ctx.export("lengthOutput", i64::try_from(a_map.len())?);
    ctx.export(
        "lengthDynamicOutput",
        i64::try_from(alternative_names.len())?,
    );
    Ok(())
}

fn builtin_range(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        from: i64,
        to: i64,
    }
    let Settings { from, to } = ctx.config().read()?;
    ctx.export("rangeTo", (0..to).collect::<Vec<_>>());
    ctx.export("rangeFromTo", (from..to).collect::<Vec<_>>());
    ctx.export("literalTo", (0..3).collect::<Vec<i64>>());
    ctx.export("literalFromTo", (2..5).collect::<Vec<i64>>());
    ctx.export("literalEmpty", (3..3).collect::<Vec<i64>>());
    Ok(())
}

fn builtin_sha1(ctx: &Context) -> Result<()> {
    let input = ctx.config().get("input").context("input")?;
    let digest = sha1::Sha1::digest(input);
    let hash: Vec<_> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    ctx.export("hash", hash.concat());
    Ok(())
}

fn builtin_string(ctx: &Context) -> Result<()> {
    let string = ctx.config().get("aString").context("aString")?;
    let parts: Vec<_> = string.split('-').collect();
    ctx.export(
        "lengthResult",
        i64::try_from(string.graphemes(true).count())?,
    );
    ctx.export("joinResult", parts.join("|"));
    ctx.export("splitResult", parts);
    ctx.export("interpolateResult", format!("prefix-{string}"));
    Ok(())
}

fn builtin_to_json(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        a_string: String,
        a_number: f64,
        a_list: Vec<String>,
        a_secret: Output<String>,
    }
    let settings: Settings = ctx.config().read()?;
    ctx.export("stringOutput", json!(settings.a_string).to_string());
    ctx.export("numberOutput", json!(settings.a_number).to_string());
    ctx.export("boolOutput", json!(true).to_string());
    ctx.export("arrayOutput", json!(["x", "y", "z"]).to_string());
    ctx.export(
        "objectOutput",
        json!({"key": "value", "count": 1}).to_string(),
    );
    let object = json!({"name": settings.a_string, "items": settings.a_list});
    let nested = settings
        .a_secret
        .map(move |secret| json!({"anObject": object, "a_secret": secret}).to_string());
    ctx.export("nestedOutput", nested);
    Ok(())
}
