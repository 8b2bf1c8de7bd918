//! Resources that fail, and what depends on them.

use crate::packages::{fail_on_create, failingcomponent, output, read, simple};
use anyhow::Result;
use pulumi::{Context, Input, Output, ResourceOptions};

crate::tests! {
    "l2-failed-create": failed_create [simple, fail_on_create],
    "l2-failed-create-component-continue-on-error": failed_create_component [simple, failingcomponent],
    "l2-failed-create-continue-on-error": failed_create [simple, fail_on_create],
    "l2-failed-create-continue-on-error-read": failed_create_read [fail_on_create, read],
    "l2-failed-create-downstream-continue-on-error": failed_create_downstream [simple, fail_on_create],
    "l2-failed-read-continue-on-error": failed_read [read],
    "l2-resource-elide-unknowns": resource_elide_unknowns [output, simple],
    "l2-resource-schema-secret": resource_schema_secret [output],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn simple(
    ctx: &Context,
    name: &str,
    value: impl Into<Input<bool>>,
    options: ResourceOptions,
) -> simple::Resource {
    simple::Resource::new(ctx, name, simple::ResourceArgs::new(value), options)
}

fn failing(ctx: &Context) -> fail_on_create::Resource {
    let args = fail_on_create::ResourceArgs::new(false);
    fail_on_create::Resource::new(ctx, "failing", args, none())
}

fn failed_create(ctx: &Context) -> Result<()> {
    let failing = failing(ctx);
    simple(ctx, "dependent", true, none().depends_on(&failing));
    let on_output = simple(ctx, "dependent_on_output", &failing.value, none());
    let independent = simple(ctx, "independent", true, none());
    let both = none().depends_on(&independent).depends_on(&on_output);
    simple(ctx, "double_dependency", true, both);
    Ok(())
}

fn failed_create_downstream(ctx: &Context) -> Result<()> {
    let failing = failing(ctx);
    simple(ctx, "dependent", &failing.value, none());
    simple(ctx, "independent", true, none());
    ctx.export("failingValue", &failing.value);
    Ok(())
}

fn failed_create_component(ctx: &Context) -> Result<()> {
    let args = failingcomponent::ComponentArgs::new();
    let comp = failingcomponent::Component::new(ctx, "comp", args, none());
    let is_hello = comp.value.map(|value| value == "hello");
    simple(ctx, "dependent", is_hello, none());
    simple(ctx, "independent", true, none());
    ctx.export("componentValue", &comp.value);
    Ok(())
}

fn failed_create_read(ctx: &Context) -> Result<()> {
    let failing = failing(ctx);
    let get = |name: &str, state, options: ResourceOptions| {
        read::Resource::get(ctx, name, "existing-id", state, options)
    };
    let state = read::ResourceState::new("existing-key");
    let res = get("res", state, none().depends_on(&failing));
    let key = pulumi::format!("existing-key-{}", &failing.value);
    let res_prop_dep = get("res_prop_dep", read::ResourceState::new(key), none());
    ctx.export("readValue", &res.value);
    ctx.export("readPropDepValue", &res_prop_dep.value);
    Ok(())
}

fn failed_read(ctx: &Context) -> Result<()> {
    let state = read::ResourceState::new("fail");
    let failing = read::Resource::get(ctx, "failing", "existing-id", state, none());
    ctx.export("failingValue", &failing.value);
    ctx.export("failingLookup", &failing.lookup);
    Ok(())
}

fn resource_elide_unknowns(ctx: &Context) -> Result<()> {
    use output::{
        ComplexResource, ComplexResourceArgs, Provider, ProviderArgs, Resource, ResourceArgs,
    };

    let args = ProviderArgs::new().elide_unknowns(true);
    let provider = Provider::new(ctx, "prov", args, none());
    let with = || none().provider(&provider);
    let unknown = Resource::new(ctx, "unknown", ResourceArgs::new(1), with());
    let complex = ComplexResource::new(ctx, "complex", ComplexResourceArgs::new(1), with());
    let array = complex.output_array.map(|array| array[0].clone());
    let map = complex.output_map.map(|map| map["x"].clone());
    let object: Output<String> = complex
        .output_object
        .map(|object| object["output"].as_str().map(str::to_owned))
        .map(Option::unwrap_or_default);
    for (resource, out, output) in [
        ("res", "out", &unknown.output),
        ("resArray", "outArray", &array),
        ("resMap", "outMap", &map),
        ("resObject", "outObject", &object),
    ] {
        simple(
            ctx,
            resource,
            output.map(|output| output == "hello"),
            none(),
        );
        ctx.export(out, output);
    }
    Ok(())
}

fn resource_schema_secret(ctx: &Context) -> Result<()> {
    use output::{Provider, ProviderArgs, Resource, ResourceArgs};

    let elided = Provider::new(
        ctx,
        "provElided",
        ProviderArgs::new().elide_unknowns(true),
        none(),
    );
    let not_elided = Provider::new(ctx, "provNotElided", ProviderArgs::new(), none());
    for (name, provider) in [
        ("topLevelElided", &elided),
        ("topLevelNotElided", &not_elided),
    ] {
        let options = none().provider(provider);
        let resource = Resource::new(ctx, name, ResourceArgs::new(1), options);
        ctx.export(name, &resource.secret_output);
    }
    Ok(())
}
