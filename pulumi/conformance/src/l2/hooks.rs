//! Functions that the engine calls when something happens to a resource.

use crate::packages::{flaky, simple};
use anyhow::{Context as _, Result, bail};
use pulumi::{
    Context, ResourceOptions,
    hook::{ErrorHook, Moment, ResourceHook},
};
use std::fs::File;

crate::tests! {
    "l2-resource-hook-after-failure": resource_hook_after_failure [simple],
    "l2-resource-hook-ignore-errors": resource_hook_ignore_errors [simple],
    "l2-resource-hook-on-error": resource_hook_on_error [flaky],
    "l2-resource-hook-panic": resource_hook_panic [simple],
    "l2-resource-option-hooks": resource_option_hooks [simple],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn simple(ctx: &Context, options: ResourceOptions) {
    simple::Resource::new(ctx, "res", simple::ResourceArgs::new(true), options);
}

fn resource_hook_after_failure(ctx: &Context) -> Result<()> {
    let hook = ResourceHook::new(ctx, "failingHook", |_| bail!("exit status 1"));
    simple(ctx, none().hook(Moment::AfterCreate, &hook));
    Ok(())
}

fn resource_hook_ignore_errors(ctx: &Context) -> Result<()> {
    let hook = ResourceHook::ignoring_errors(ctx, "failingHook", |_| bail!("exit status 1"));
    simple(ctx, none().hook(Moment::AfterCreate, &hook));
    Ok(())
}

fn resource_hook_panic(ctx: &Context) -> Result<()> {
    let hook = ResourceHook::new(ctx, "panicHook", |_| panic!("hook panic"));
    simple(ctx, none().hook(Moment::AfterCreate, &hook));
    Ok(())
}

fn resource_hook_on_error(ctx: &Context) -> Result<()> {
    let path = ctx
        .config()
        .get("hookTestFile")
        .context("hookTestFile")?
        .to_owned();
    let hook = ErrorHook::new(ctx, "retryHook", move |_| {
        File::create(&path)?;
        Ok(true)
    });
    let args = flaky::FlakyCreateArgs::new();
    flaky::FlakyCreate::new(ctx, "res", args, none().on_error(&hook));
    Ok(())
}

fn resource_option_hooks(ctx: &Context) -> Result<()> {
    let path = |key| Ok::<_, anyhow::Error>(ctx.config().get(key).context("no file")?.to_owned());
    let (test_file, preview_file) = (path("hookTestFile")?, path("hookPreviewFile")?);
    let create = ResourceHook::new(ctx, "createHook", move |_| {
        File::create(&test_file)?;
        Ok(())
    });
    let preview = ResourceHook::on_dry_run(ctx, "previewHook", move |args| {
        File::create(format!("{preview_file}_{}", args.name))?;
        Ok(())
    });
    let options = none()
        .hook(Moment::BeforeCreate, &create)
        .hook(Moment::BeforeCreate, &preview);
    simple(ctx, options);
    Ok(())
}
