//! Resources, and what of one is given to another.

use crate::packages::{
    alpha, any_handled, asset_archive, exists, large, nestedcollections, objectref, output,
    primitive, selfref, simple, sync,
};
use anyhow::Result;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use pulumi::{
    Archive, Asset, Context, Output, Property, Resource as _, ResourceOptions,
    value::AssetOrArchive,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

crate::tests! {
    "l2-builtin-object": builtin_object [output],
    "l2-destroy/0": destroy_0 [simple],
    "l2-destroy/1": destroy_1 [simple],
    "l2-id-type": id_type [primitive],
    "l2-large-map": large_map [large],
    "l2-large-string": large_string [large],
    "l2-nested-collections": nested_collections [nestedcollections],
    "l2-parallel-resources": parallel_resources [sync],
    "l2-resource-alpha": resource_alpha [alpha],
    "l2-resource-any": resource_any [any_handled],
    "l2-resource-asset-archive": resource_asset_archive [asset_archive],
    "l2-resource-exists": resource_exists [exists],
    "l2-resource-keyword-overlap": resource_keyword_overlap [simple],
    "l2-resource-name-type": resource_name_type [simple],
    "l2-resource-order": resource_order [simple],
    "l2-resource-primitives": resource_primitives [primitive],
    "l2-resource-ref-in-object-type": resource_ref_in_object_type [objectref],
    "l2-resource-self-reference": resource_self_reference [selfref],
    "l2-resource-simple": resource_simple [simple],
    "l2-secret-unknown": secret_unknown [output],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn simple(ctx: &Context, name: &str) -> simple::Resource {
    simple::Resource::new(ctx, name, simple::ResourceArgs::new(true), none())
}

fn resource_simple(ctx: &Context) -> Result<()> {
    simple(ctx, "res");
    Ok(())
}

fn destroy_0(ctx: &Context) -> Result<()> {
    simple(ctx, "aresource");
    simple(ctx, "other");
    Ok(())
}

fn destroy_1(ctx: &Context) -> Result<()> {
    simple(ctx, "aresource");
    Ok(())
}

fn resource_alpha(ctx: &Context) -> Result<()> {
    alpha::Resource::new(ctx, "res", alpha::ResourceArgs::new(true), none());
    Ok(())
}

fn resource_order(ctx: &Context) -> Result<()> {
    let res1 = simple(ctx, "res1");
    let args = simple::ResourceArgs::new(&res1.value);
    let res2 = simple::Resource::new(ctx, "res2", args, none());
    ctx.export("out", &res2.value);
    Ok(())
}

fn parallel_resources(ctx: &Context) -> Result<()> {
    for name in ["block-1", "block-2", "block-3"] {
        sync::Block::new(ctx, name, sync::BlockArgs::new(), none());
    }
    Ok(())
}

fn resource_name_type(ctx: &Context) -> Result<()> {
    let res1 = simple(ctx, "res1");
    ctx.export("name", res1.registration().name());
    ctx.export("type", res1.registration().r#type());
    Ok(())
}

fn resource_keyword_overlap(ctx: &Context) -> Result<()> {
    for name in ["class", "export", "mod", "object", "self", "this", "if"] {
        ctx.export(name, &simple(ctx, name));
    }
    simple(ctx, "import");
    Ok(())
}

fn resource_primitives(ctx: &Context) -> Result<()> {
    let map = [("t", true), ("f", false)];
    let args = primitive::ResourceArgs::new(true, map, 3.14, 42, [-1.0, 0.0, 1.0], "hello");
    primitive::Resource::new(ctx, "res", args, none());
    Ok(())
}

fn id_type(ctx: &Context) -> Result<()> {
    use primitive::{Resource, ResourceArgs};

    let source = |name: &str, string: &str| {
        let args = ResourceArgs::new(false, [("source", false)], 1, 2, [3], string);
        Resource::new(ctx, name, args, none())
    };
    let (source1, source2) = (source("source1", "1234"), source("source2", "true"));
    let number = source1.id.try_map(|id| Ok(id.parse::<f64>()?));
    let integer = source1.id.try_map(|id| Ok(id.parse::<i64>()?));
    let (array, map) = ([&number], [("sink", false)]);
    let args = ResourceArgs::new(false, map, &number, integer, array, &source1.id);
    Resource::new(ctx, "sink1", args, none());
    let boolean = source2.id.try_map(|id| Ok(id.parse::<bool>()?));
    let args = ResourceArgs::new(&boolean, [("sink", &boolean)], 1, 2, [3], "abc");
    let sink2 = Resource::new(ctx, "sink2", args, none());
    let ids = [("source1Token", &source1.id), ("source2Token", &source2.id)];
    ctx.export("ids", Property::object(ids));
    ctx.export("base64", sink2.id.map(|id| BASE64_STANDARD.encode(id)));
    Ok(())
}

fn large_string(ctx: &Context) -> Result<()> {
    let res = large::String::new(ctx, "res", large::StringArgs::new("hello world"), none());
    ctx.export("output", &res.value);
    Ok(())
}

fn large_map(ctx: &Context) -> Result<()> {
    let res = large::Map::new(ctx, "res", large::MapArgs::new(300, "leaf"), none());
    ctx.export("output", &res.value);
    Ok(())
}

fn nested_collections(ctx: &Context) -> Result<()> {
    let nested = nestedcollections::Foo::new(ctx, "foo", nestedcollections::FooArgs::new(), none());
    let prop = nested
        .condition_sets
        .map(|sets| sets[0][0][1]["prop"].clone());
    ctx.export("secondProp", prop);
    let leaf = nested
        .private_endpoint
        .map(|map| map["outer"]["inner"]["leaf"].clone());
    ctx.export("leaf", leaf);
    Ok(())
}

fn builtin_object(ctx: &Context) -> Result<()> {
    let args = output::ComplexResourceArgs::new(1);
    let res = output::ComplexResource::new(ctx, "res", args, none());
    let entries = |map: BTreeMap<String, Json>| -> Json {
        map.into_iter()
            .map(|(key, value)| json!({"key": key, "value": value}))
            .collect()
    };
    let map = res.output_map.map(|map| {
        map.into_iter()
            .map(|(key, value)| (key, Json::from(value)))
            .collect::<BTreeMap<_, _>>()
    });
    let object = res.output_object.map(|object| {
        let fields = object.as_object().cloned().unwrap_or_default();
        fields.into_iter().collect::<BTreeMap<_, _>>()
    });
    let lookup = |map: &Output<BTreeMap<String, Json>>, key: &'static str| {
        map.map(move |map| map.get(key).cloned().unwrap_or("default".into()))
    };
    ctx.export("entriesOutput", map.map(entries));
    ctx.export("lookupOutput", lookup(&map, "x"));
    ctx.export("lookupOutputDefault", lookup(&map, "y"));
    ctx.export("entriesObjectOutput", object.map(entries));
    ctx.export("lookupObjectOutput", lookup(&object, "output"));
    ctx.export("lookupObjectOutputDefault", lookup(&object, "missing"));
    ctx.export("lengthOutput", map.map(|map| map.len()));
    ctx.export("lengthObjectOutput", object.map(|object| object.len()));
    Ok(())
}

fn resource_any(ctx: &Context) -> Result<()> {
    use any_handled::{Resource, ResourceArgs};

    for (name, value) in [
        ("aString", json!("a string")),
        ("aBoolean", json!(true)),
        ("aNumber", json!(42)),
        ("aList", json!([1, true, "three"])),
        ("anObject", json!({"key": "value", "nested": {"count": 1}})),
    ] {
        Resource::new(ctx, name, ResourceArgs::new(value), none());
    }
    let asset = Asset::text("the asset contents");
    Resource::new(ctx, "anAsset", ResourceArgs::new(asset), none());
    Ok(())
}

fn resource_asset_archive(ctx: &Context) -> Result<()> {
    use asset_archive::{ArchiveResource, ArchiveResourceArgs, AssetResource, AssetResourceArgs};

    const REMOTE: &str = "https://raw.githubusercontent.com/pulumi/pulumi/7b0eb7fb10694da2f31c0d15edf671df843e0d4c/cmd/pulumi-test-language/tests/testdata/l2-resource-asset-archive";
    let file = || Asset::file("../test.txt");
    let tar = || Archive::file("../archive.tar");
    let folder = || Archive::file("../folder");
    let text = || Asset::text("file contents");
    let asset = |name: &str, value: Asset| {
        AssetResource::new(ctx, name, AssetResourceArgs::new(value), none());
    };
    let archive = |name: &str, value: Archive| {
        ArchiveResource::new(ctx, name, ArchiveResourceArgs::new(value), none());
    };
    asset("ass", file());
    archive("arc", tar());
    archive("dir", folder());
    let parts = [
        ("string", AssetOrArchive::Asset(text())),
        ("file", AssetOrArchive::Asset(file())),
        ("folder", AssetOrArchive::Archive(folder())),
        ("archive", AssetOrArchive::Archive(tar())),
    ];
    let parts = parts.map(|(path, part)| (path.to_owned(), part));
    archive("assarc", Archive::Assets(parts.into()));
    asset("remoteass", Asset::Remote(format!("{REMOTE}/test.txt")));
    archive(
        "remotearc",
        Archive::Remote(format!("{REMOTE}/archive.tar")),
    );
    ctx.export("assetOutput", file());
    ctx.export("archiveOutput", tar());
    ctx.export("assetList", [file(), text()]);
    ctx.export("archiveList", [tar(), folder()]);
    ctx.export(
        "assetMap",
        Property::object([("file", file()), ("string", text())]),
    );
    ctx.export(
        "archiveMap",
        Property::object([("tar", tar()), ("folder", folder())]),
    );
    Ok(())
}

fn resource_exists(ctx: &Context) -> Result<()> {
    use exists::{Resource, ResourceArgs};

    let res = Resource::new(ctx, "res", ResourceArgs::new(true), none());
    ctx.export("existsResult", ctx.resource_exists::<Resource>(&res.id, ()));
    let with_state = |value| ctx.resource_exists::<Resource>(&res.id, [("value", value)]);
    ctx.export("existsWithState", with_state(true));
    ctx.export("missingWithState", with_state(false));
    Ok(())
}

fn resource_ref_in_object_type(ctx: &Context) -> Result<()> {
    use objectref::{
        referenced_first::{Alpha, AlphaArgs, AlphaRef, AlphaSettings, Beta, BetaArgs},
        referencing_first::{Gadget, GadgetArgs, Widget, WidgetArgs, WidgetRef, WidgetSettings},
    };

    let args = WidgetArgs::new(WidgetSettings::new("widget"));
    let widget = Widget::new(ctx, "widget", args, none());
    let args = GadgetArgs::new(WidgetRef::new(&widget));
    Gadget::new(ctx, "gadget", args, none());
    let args = AlphaArgs::new(AlphaSettings::new("alpha"));
    let alpha = Alpha::new(ctx, "alpha", args, none());
    Beta::new(ctx, "beta", BetaArgs::new(AlphaRef::new(&alpha)), none());
    Ok(())
}

fn resource_self_reference(ctx: &Context) -> Result<()> {
    use selfref::{Node, NodeArgs};

    let root = Node::new(ctx, "root", NodeArgs::new(), none());
    let args = NodeArgs::new()
        .parent(&root)
        .parents([&root])
        .named_parents([("root", &root)])
        .parent_or_name(&root);
    Node::new(ctx, "child", args, none());
    Ok(())
}

fn secret_unknown(ctx: &Context) -> Result<()> {
    let r = output::Resource::new(ctx, "r", output::ResourceArgs::new(1), none());
    ctx.export("wrapped", r.output.secret());
    Ok(())
}
