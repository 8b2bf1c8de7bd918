//! Resources that exist already.

use crate::packages::{read, read_id_rewrite, simple};
use anyhow::Result;
use pulumi::{Context, ResourceOptions};

crate::tests! {
    "l2-resource-read": resource_read [read],
    "l2-resource-read-depends-on": resource_read_depends_on [simple, read],
    "l2-resource-read-id-rewrite": resource_read_id_rewrite [read_id_rewrite, simple],
    "l2-resource-read-unknown": resource_read_unknown [read],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn export(ctx: &Context, res: &read::Resource) {
    ctx.export("resourceId", &res.id);
    ctx.export("resourceUrn", &res.urn);
    ctx.export("lookup", &res.lookup);
    ctx.export("value", &res.value);
}

fn resource_read(ctx: &Context) -> Result<()> {
    let state = read::ResourceState::new("existing-key");
    export(
        ctx,
        &read::Resource::get(ctx, "res", "existing-id", state, none()),
    );
    Ok(())
}

fn resource_read_depends_on(ctx: &Context) -> Result<()> {
    let src = simple::Resource::new(ctx, "src", simple::ResourceArgs::new(true), none());
    let state = read::ResourceState::new("existing-key");
    let after = none().depends_on(&src);
    export(
        ctx,
        &read::Resource::get(ctx, "res", "existing-id", state, after),
    );
    Ok(())
}

fn resource_read_unknown(ctx: &Context) -> Result<()> {
    let src = read::Resource::new(ctx, "src", read::ResourceArgs::new(true), none());
    let state = read::ResourceState::new("existing-key");
    export(
        ctx,
        &read::Resource::get(ctx, "res", &src.id, state, none()),
    );
    Ok(())
}

fn resource_read_id_rewrite(ctx: &Context) -> Result<()> {
    use read_id_rewrite::{Resource, ResourceState};

    let state = ResourceState::new("existing-key");
    let res = Resource::get(ctx, "res", "existing-id", state, none());
    let src = simple::Resource::new(ctx, "src", simple::ResourceArgs::new(true), none());
    let state = ResourceState::new("another-key");
    let unknown = Resource::get(ctx, "unknownRes", &src.id, state, none());
    ctx.export("resourceId", &res.id);
    ctx.export("lookup", &res.lookup);
    ctx.export("unknownResourceId", &unknown.id);
    ctx.export("unknownLookup", &unknown.lookup);
    Ok(())
}
