//! Loops over what is known, and over what is an output.

use crate::packages::nestedobject::{
    Container, ContainerArgs, GetValuesArgs, MapContainer, MapContainerArgs, Receiver,
    ReceiverArgs, Target, TargetArgs, get_values,
};
use anyhow::Result;
use pulumi::{Context, Input, InvokeOptions, Output, Property, ResourceOptions};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

crate::tests! {
    "l3-for": r#for,
    "l3-for-resource": for_resource [nestedobject],
    "l3-range": range [nestedobject],
    "l3-range-bool-ref": range_bool_ref [nestedobject],
    "l3-range-invoke-output-traversal": range_invoke_output_traversal [nestedobject],
    "l3-range-list-ref": range_list_ref [nestedobject],
    "l3-range-map-ref": range_map_ref [nestedobject],
    "l3-range-parent-scope": range_parent_scope [nestedobject],
    "l3-range-resource-output-traversal": range_resource_output_traversal [nestedobject],
    "l3-splat": splat [nestedobject],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn target(ctx: &Context, name: &str, text: impl Into<Input<String>>) -> Target {
    Target::new(ctx, name, TargetArgs::new(text), none())
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn r#for(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        names: Vec<String>,
        tags: BTreeMap<String, String>,
    }
    let Settings { names, tags } = ctx.config().read()?;
    let greeting = |name: &String| format!("Hello, {name}!");
    ctx.export("greetings", names.iter().map(greeting).collect::<Vec<_>>());
    let numbered = names.iter().enumerate();
    let numbered = numbered.map(|(i, name)| format!("{i}-{name}"));
    ctx.export("numbered", numbered.collect::<Vec<_>>());
    let tag_list = tags.iter().map(|(key, value)| format!("{key}={value}"));
    ctx.export("tagList", tag_list.collect::<Vec<_>>());
    let greetings = names.iter().map(|name| (name.clone(), greeting(name)));
    ctx.export("greetingMap", Property::object(greetings.clone()));
    let filtered = names.iter().filter(|name| *name != "b").cloned();
    ctx.export("filteredList", filtered.collect::<Vec<_>>());
    let filtered = greetings.filter(|(name, _)| name != "b");
    ctx.export("filteredMap", Property::object(filtered));
    Ok(())
}

fn for_resource(ctx: &Context) -> Result<()> {
    let args = ContainerArgs::new(["a", "b", "c"]);
    let source = Container::new(ctx, "source", args, none());
    let args = ReceiverArgs::new(source.details.clone());
    Receiver::new(ctx, "receiver", args, none());
    let values = source.details.map(|details| {
        let values = details.iter().map(|detail| text(&detail["value"]));
        values.collect::<Vec<_>>()
    });
    Container::new(ctx, "fromSimple", ContainerArgs::new(values), none());
    let tags = source.details.map(|details| {
        let tags = details.iter();
        tags.map(|detail| (text(&detail["key"]), text(&detail["value"])))
            .collect::<BTreeMap<_, _>>()
    });
    MapContainer::new(ctx, "mapped", MapContainerArgs::new(tags), none());
    Ok(())
}

fn range(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        num_items: usize,
        item_list: Vec<String>,
        item_map: BTreeMap<String, String>,
        create_bool: bool,
    }
    let settings: Settings = ctx.config().read()?;
    for i in 0..settings.num_items {
        target(ctx, &format!("numResource-{i}"), format!("num-{i}"));
    }
    for (i, item) in settings.item_list.iter().enumerate() {
        target(ctx, &format!("listResource-{i}"), format!("{i}:{item}"));
    }
    for (key, item) in &settings.item_map {
        target(ctx, &format!("mapResource-{key}"), format!("{key}={item}"));
    }
    if settings.create_bool {
        target(ctx, "boolResource", "bool-resource");
    }
    Ok(())
}

fn range_bool_ref(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        create_bool: bool,
    }
    let Settings { create_bool } = ctx.config().read()?;
    if create_bool {
        let resource = target(ctx, "boolResource", "bool-resource");
        target(ctx, "boolTarget", pulumi::format!("{}+", &resource.name));
    }
    Ok(())
}

fn range_list_ref(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        num_items: usize,
        item_list: Vec<String>,
    }
    let Settings {
        num_items,
        item_list,
    } = ctx.config().read()?;
    let numbers = 0..num_items;
    let numbers = numbers.map(|i| target(ctx, &format!("numResource-{i}"), format!("num-{i}")));
    let numbers: Vec<_> = numbers.collect();
    target(ctx, "numTarget", pulumi::format!("{}+", &numbers[0].name));
    let items = item_list.iter().enumerate();
    let items =
        items.map(|(i, item)| target(ctx, &format!("listResource-{i}"), format!("{i}:{item}")));
    let items: Vec<_> = items.collect();
    target(ctx, "listTarget", pulumi::format!("{}+", &items[1].name));
    for (i, item) in items.iter().enumerate() {
        let name = pulumi::format!("{}!", &item.name);
        target(ctx, &format!("listDynTarget-{i}"), name);
    }
    Ok(())
}

fn range_map_ref(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Settings {
        item_map: BTreeMap<String, String>,
    }
    let Settings { item_map } = ctx.config().read()?;
    let resources: BTreeMap<_, _> = item_map
        .iter()
        .map(|(key, item)| {
            let name = format!("mapResource-{key}");
            (key.as_str(), target(ctx, &name, format!("{key}={item}")))
        })
        .collect();
    target(
        ctx,
        "mapTarget",
        pulumi::format!("{}+", &resources["k1"].name),
    );
    Ok(())
}

fn range_parent_scope(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        prefix: String,
    }
    let Settings { prefix } = ctx.config().read()?;
    for i in 0..2 {
        target(ctx, &format!("item-{i}"), format!("{prefix}-{i}"));
    }
    Ok(())
}

/// Which resources there are cannot be an output: the program knows how many values there will be.
fn range_invoke_output_traversal(ctx: &Context) -> Result<()> {
    let names = ["alpha", "bravo", "charlie"];
    let source = Container::new(ctx, "source", ContainerArgs::new(names), none());
    let args = GetValuesArgs::new(&source.inputs);
    let values = get_values(ctx, args, InvokeOptions::new());
    for i in 0..names.len() {
        let name: Output<String> = values.results.map(move |results| results[i].clone());
        target(ctx, &format!("routes-{i}"), name);
    }
    Ok(())
}

fn range_resource_output_traversal(ctx: &Context) -> Result<()> {
    let inputs = ["alpha", "bravo"];
    let container = Container::new(ctx, "container", ContainerArgs::new(inputs), none());
    let tags = [("k1", "charlie"), ("k2", "delta")];
    let map_container = MapContainer::new(ctx, "mapContainer", MapContainerArgs::new(tags), none());
    for i in 0..inputs.len() {
        let name = container
            .details
            .map(move |details| text(&details[i]["value"]));
        target(ctx, &format!("listOutput-{i}"), name);
    }
    for (key, _) in tags {
        let name = map_container
            .tags
            .map(move |tags| format!("{key}=>{}", tags[key]));
        target(ctx, &format!("mapOutput-{key}"), name);
    }
    Ok(())
}

fn splat(ctx: &Context) -> Result<()> {
    let source = Container::new(ctx, "source", ContainerArgs::new(["a", "b"]), none());
    let values = source.details.map(|details| {
        let values = details.iter().map(|detail| text(&detail["value"]));
        values.collect::<Vec<_>>()
    });
    Container::new(ctx, "sink", ContainerArgs::new(values), none());
    Ok(())
}
