//! The engine's own resources, components without a provider, and secrets.

use anyhow::{Context as _, Result};
use pulumi::{
    Arguments, Component, Context, Output, Property, ResourceOptions, StackReference, Stash,
    builtin::StashArgs,
};
use serde_json::{Value as Json, json};

crate::tests! {
    "l1-builtin-require-pulumi-version": builtin_require_pulumi_version,
    "l1-builtin-secret": builtin_secret,
    "l1-builtin-stash/0": builtin_stash_0,
    "l1-builtin-stash/1": builtin_stash_1,
    "l1-component-sourceless": component_sourceless,
    "l1-elide-index": elide_index,
    "l1-stack-reference": stack_reference,
}

fn builtin_require_pulumi_version(ctx: &Context) -> Result<()> {
    ctx.require_pulumi_version(ctx.config().get("version").context("version")?);
    Ok(())
}

fn builtin_secret(ctx: &Context) -> Result<()> {
    let secret = ctx.config().secret("aSecret").context("aSecret")?;
    let not_secret = ctx.config().get("notSecret").context("notSecret")?;
    ctx.export("roundtripSecret", &secret);
    ctx.export("roundtripNotSecret", not_secret);
    ctx.export("double", secret.secret());
    ctx.export("open", secret.unsecret());
    ctx.export("close", Output::known(not_secret.to_owned()).secret());
    Ok(())
}

fn stash(ctx: &Context, input: Json) {
    let stash = Stash::new(
        ctx,
        "myStash",
        StashArgs::new(input),
        ResourceOptions::new(),
    );
    ctx.export("stashInput", &stash.input);
    ctx.export("stashOutput", &stash.output);
}

fn builtin_stash_0(ctx: &Context) -> Result<()> {
    stash(ctx, json!({"key": ["value", "s"], "": false}));
    Ok(())
}

fn builtin_stash_1(ctx: &Context) -> Result<()> {
    stash(ctx, json!("ignored"));
    Ok(())
}

fn elide_index(ctx: &Context) -> Result<()> {
    stash(ctx, json!("test"));
    Ok(())
}

fn component_sourceless(ctx: &Context) -> Result<()> {
    let inputs = Arguments::from([
        ("aNumber", Property::from(42)),
        ("aString", "hello".into()),
        ("aJson", json!({"key": "value"}).to_string().into()),
    ]);
    let (r#type, options) = ("my:custom:Component", ResourceOptions::new());
    Component::with_inputs(ctx, r#type, "myComponent", inputs, options);
    Ok(())
}

fn stack_reference(ctx: &Context) -> Result<()> {
    let other = StackReference::named(ctx, "ref", "organization/other/dev");
    let secret: Output<String> = other.output("secret");
    ctx.export("plain", other.output::<String>("plain"));
    ctx.export("secret", &secret);
    ctx.export("secret_unsecret", secret.unsecret());
    Ok(())
}
