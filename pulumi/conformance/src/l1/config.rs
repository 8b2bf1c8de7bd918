//! The configuration of a stack.

use anyhow::{Context as _, Result};
use pulumi::{Context, Output};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

crate::tests! {
    "l1-config-secret": config_secret,
    "l1-config-types-object": config_types_object,
    "l1-config-types-optional": config_types_optional,
    "l1-config-types-primitive": config_types_primitive,
    "l1-proxy-index": proxy_index,
}

fn config_secret(ctx: &Context) -> Result<()> {
    let number = ctx.config().secret("aNumber").context("aNumber")?;
    let number = number.try_map(|text| Ok(text.parse::<f64>()?));
    ctx.export("roundtrip", &number);
    ctx.export("theSecretNumber", number.map(|number| number + 1.25));
    Ok(())
}

fn config_types_primitive(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        a_number: f64,
        optional_number: Option<f64>,
        an_int: i64,
        optional_int: Option<i64>,
        a_string: String,
        optional_string: Option<String>,
        a_bool: bool,
        #[serde(default)]
        optional_bool: bool,
    }
    let settings: Settings = ctx.config().read()?;
    ctx.export("theNumber", settings.a_number + 1.25);
    ctx.export(
        "defaultNumber",
        settings.optional_number.unwrap_or(41.5) + 1.2,
    );
    ctx.export("theInteger", settings.an_int + 4);
    ctx.export("defaultInteger", settings.optional_int.unwrap_or(1) + 2);
    ctx.export("theString", format!("{} World", settings.a_string));
    let string = settings.optional_string;
    ctx.export(
        "defaultString",
        string.unwrap_or("defaultStringValue".to_owned()),
    );
    ctx.export("theBool", !settings.a_bool);
    ctx.export("defaultBool", settings.optional_bool);
    Ok(())
}

fn config_types_object(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Object {
        prop: Vec<bool>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        a_map: BTreeMap<String, i64>,
        an_object: Object,
        any_object: BTreeMap<String, f64>,
        optional_untyped_object: Option<Json>,
        optional_list: Option<Vec<String>>,
        optional_map: Option<BTreeMap<String, String>>,
        optional_object: Option<Json>,
    }
    let settings: Settings = ctx.config().read()?;
    let map = &settings.a_map;
    ctx.export("theMap", json!({"a": map["a"] + 1, "b": map["b"] + 1}));
    ctx.export("theObject", settings.an_object.prop[0]);
    ctx.export(
        "theThing",
        settings.any_object["a"] + settings.any_object["b"],
    );
    let untyped = settings.optional_untyped_object;
    ctx.export(
        "defaultUntypedObject",
        untyped.unwrap_or(json!({"key": "value"})),
    );
    ctx.export("optionalList", json!(settings.optional_list).to_string());
    ctx.export("optionalMap", json!(settings.optional_map).to_string());
    ctx.export(
        "optionalObject",
        json!(settings.optional_object).to_string(),
    );
    Ok(())
}

fn config_types_optional(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        names: Option<Vec<Option<String>>>,
    }
    let settings: Settings = ctx.config().read()?;
    let default = || vec![None, Some("hello".to_owned()), None];
    let names = settings.names.unwrap_or_else(default);
    ctx.export("namesLength", i64::try_from(names.len())?);
    Ok(())
}

fn proxy_index(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        an_object: BTreeMap<String, String>,
        any_object: Json,
    }
    let settings: Settings = ctx.config().read()?;
    let list = Output::known(vec![1]).secret();
    let map = Output::known(BTreeMap::from([("key".to_owned(), true)])).secret();
    let configured = Output::known(settings.an_object).secret();
    let object = Output::known(json!({"property": "value"})).secret();
    let any = Output::known(settings.any_object).secret();
    ctx.export("l", list.map(|list| list[0]));
    ctx.export("m", map.map(|map| map["key"]));
    ctx.export("c", configured.map(|object| object["property"].clone()));
    ctx.export("o", object.map(|object| object["property"].clone()));
    ctx.export("a", any.map(|any| any["property"].clone()));
    Ok(())
}
