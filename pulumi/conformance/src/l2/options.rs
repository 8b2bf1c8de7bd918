//! How a resource is to be treated.

use crate::packages::{
    component, nestedobject, output, replaceonchanges, simple, simple_v26, simple_v27,
};
use anyhow::{Context as _, Result};
use pulumi::{Alias, Context, CustomTimeouts, Input, Output, Property, ResourceOptions};
use std::time::Duration;

crate::tests! {
    "l2-resource-option-additional-secret-outputs": additional_secret_outputs [simple],
    "l2-resource-option-alias/0": alias_0 [simple, component],
    "l2-resource-option-alias/1": alias_1 [simple],
    "l2-resource-option-custom-timeouts": custom_timeouts [simple],
    "l2-resource-option-delete-before-replace/0": delete_before_replace_0 [simple],
    "l2-resource-option-delete-before-replace/1": delete_before_replace_1 [simple],
    "l2-resource-option-deleted-with": deleted_with [simple],
    "l2-resource-option-depends-on": depends_on [simple],
    "l2-resource-option-env-var-mappings": env_var_mappings [simple],
    "l2-resource-option-hide-diffs": hide_diffs [simple],
    "l2-resource-option-ignore-changes": ignore_changes [nestedobject],
    "l2-resource-option-import": import [simple],
    "l2-resource-option-plugin-download-url": plugin_download_url [simple_v27],
    "l2-resource-option-protect": protect [simple],
    "l2-resource-option-replace-on-changes/0": replace_on_changes_0 [replaceonchanges],
    "l2-resource-option-replace-on-changes/1": replace_on_changes_1 [replaceonchanges],
    "l2-resource-option-replace-with": replace_with [simple],
    "l2-resource-option-replacement-trigger/0": replacement_trigger_0 [simple, output],
    "l2-resource-option-replacement-trigger/1": replacement_trigger_1 [simple, output],
    "l2-resource-option-retain-on-delete": retain_on_delete [simple],
    "l2-resource-option-version": version [simple, simple_v26],
    "l2-resource-option-version-sdk": version_sdk [simple],
    "l2-resource-parent-inheritance": parent_inheritance [simple],
    "l2-engine-update-options": engine_update_options [simple],
    "l2-target-up-skipped-create-output/0": target_up_skipped_create_output_0 [simple, nestedobject],
    "l2-target-up-skipped-create-output/1": target_up_skipped_create_output_1 [simple, nestedobject],
    "l2-target-up-with-new-dependency/0": target_up_with_new_dependency_0 [simple],
    "l2-target-up-with-new-dependency/1": target_up_with_new_dependency_1 [simple],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn simple(
    ctx: &Context,
    name: &str,
    value: impl Into<Input<bool>>,
    options: impl Into<ResourceOptions<simple::ResourceArgs>>,
) -> simple::Resource {
    simple::Resource::new(ctx, name, simple::ResourceArgs::new(value), options)
}

fn additional_secret_outputs(ctx: &Context) -> Result<()> {
    let secret = none().additional_secret_output(simple::Resource::outputs().value);
    simple(ctx, "withSecret", true, secret);
    simple(ctx, "withoutSecret", true, none());
    Ok(())
}

fn alias_0(ctx: &Context) -> Result<()> {
    simple(ctx, "parent", true, none());
    let alias_urn = simple(ctx, "aliasURN", true, none());
    simple(ctx, "aliasName", true, none());
    simple(ctx, "aliasNoParent", true, none());
    simple(ctx, "aliasParent", true, none().parent(&alias_urn));
    component::Custom::new(ctx, "aliasType", component::CustomArgs::new("true"), none());
    Ok(())
}

fn alias_1(ctx: &Context) -> Result<()> {
    let parent = simple(ctx, "parent", true, none());
    let child = || none().parent(&parent);
    let urn = "urn:pulumi:test::l2-resource-option-alias::simple:index:Resource::aliasURN";
    let alias_urn = simple(ctx, "aliasURN", true, child().alias(Alias::urn(urn)));
    simple(
        ctx,
        "aliasNewName",
        true,
        none().alias(Alias::named("aliasName")),
    );
    simple(
        ctx,
        "aliasNoParent",
        true,
        child().alias(Alias::child_of_stack()),
    );
    simple(
        ctx,
        "aliasParent",
        true,
        child().alias(Alias::child_of(&alias_urn)),
    );
    simple(
        ctx,
        "aliasType",
        true,
        none().alias(Alias::typed(component::Custom::TYPE)),
    );
    Ok(())
}

fn custom_timeouts(ctx: &Context) -> Result<()> {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let timeouts = CustomTimeouts::new;
    let configured = ctx.config().get("createTimeout").context("createTimeout")?;
    let (number, unit) = configured.split_at(configured.len() - 1);
    let unit = if unit == "h" { 3600.0 } else { 60.0 };
    let configured = Duration::from_secs_f64(number.parse::<f64>()? * unit);
    for (name, timeouts) in [
        ("createOnly", timeouts().create(minutes(5))),
        ("updateOnly", timeouts().update(minutes(10))),
        ("deleteOnly", timeouts().delete(minutes(3))),
        ("readOnly", timeouts().read(minutes(9))),
        (
            "allTimeouts",
            timeouts()
                .create(minutes(2))
                .update(minutes(4))
                .delete(minutes(1))
                .read(minutes(5)),
        ),
        ("configTimeout", timeouts().create(configured)),
    ] {
        simple(ctx, name, true, none().custom_timeouts(timeouts));
    }
    simple(ctx, "noTimeouts", true, none());
    Ok(())
}

fn delete_before_replace(ctx: &Context, value: bool) -> Result<()> {
    let replacing = || none().replace_on_changes(simple::ResourceArgs::properties().value);
    simple(
        ctx,
        "withOption",
        value,
        replacing().delete_before_replace(true),
    );
    simple(ctx, "withoutOption", value, replacing());
    Ok(())
}

fn delete_before_replace_0(ctx: &Context) -> Result<()> {
    delete_before_replace(ctx, true)
}

fn delete_before_replace_1(ctx: &Context) -> Result<()> {
    delete_before_replace(ctx, false)
}

fn deleted_with(ctx: &Context) -> Result<()> {
    let target = simple(ctx, "target", true, none());
    simple(ctx, "deletedWith", true, none().deleted_with(&target));
    simple(ctx, "notDeletedWith", true, none());
    Ok(())
}

fn depends_on(ctx: &Context) -> Result<()> {
    let first = simple(ctx, "noDependsOn", true, none());
    simple(ctx, "withDependsOn", false, none().depends_on(&first));
    Ok(())
}

fn env_var_mappings(ctx: &Context) -> Result<()> {
    let mapped = none()
        .env_var_mapping("MY_VAR", "PROVIDER_VAR")
        .env_var_mapping("OTHER_VAR", "TARGET_VAR");
    simple::Provider::new(ctx, "prov", simple::ProviderArgs::new(), mapped);
    Ok(())
}

fn hide_diffs(ctx: &Context) -> Result<()> {
    let hidden = none().hide_diff(simple::ResourceArgs::properties().value);
    simple(ctx, "hideDiffs", true, hidden);
    simple(ctx, "notHideDiffs", true, none());
    Ok(())
}

fn ignore_changes(ctx: &Context) -> Result<()> {
    use nestedobject::{
        Detail, MapContainer, MapContainerArgs, Receiver, ReceiverArgs, Target, TargetArgs,
    };

    let key = ReceiverArgs::properties()
        .details
        .at(0)
        .then(Detail::properties().key);
    let args = ReceiverArgs::new([Detail::new("a", "b")]);
    Receiver::new(ctx, "receiverIgnore", args, none().ignore_changes(key));
    let tag = |key| MapContainerArgs::properties().tags.key(key);
    let ignored = none()
        .ignore_changes(tag("env"))
        .ignore_changes(tag("with.dot"))
        .ignore_changes(tag("with escaped \""));
    MapContainer::new(
        ctx,
        "mapIgnore",
        MapContainerArgs::new([("env", "prod")]),
        ignored,
    );
    Target::new(ctx, "noIgnore", TargetArgs::new("nothing"), none());
    Ok(())
}

fn import(ctx: &Context) -> Result<()> {
    simple(ctx, "import", true, none().import("fakeID123"));
    simple(ctx, "notImport", true, none());
    Ok(())
}

fn plugin_download_url(ctx: &Context) -> Result<()> {
    use simple_v27::{Resource, ResourceArgs};

    let with = |name: &str, value: bool, options: ResourceOptions| {
        Resource::new(ctx, name, ResourceArgs::new(value), options);
    };
    with("withDefaultURL", true, none());
    let default = "https://github.com/pulumi/pulumi-simple/releases/v${VERSION}";
    with(
        "withExplicitDefaultURL",
        true,
        none().plugin_download_url(default),
    );
    let custom = "https://custom.pulumi.test/provider";
    with(
        "withCustomURL1",
        true,
        none().plugin_download_url(format!("{custom}1")),
    );
    with(
        "withCustomURL2",
        false,
        none().plugin_download_url(format!("{custom}2")),
    );
    Ok(())
}

fn protect(ctx: &Context) -> Result<()> {
    simple(ctx, "protected", true, none().protect(true));
    simple(ctx, "unprotected", true, none().protect(false));
    simple(ctx, "defaulted", true, none());
    Ok(())
}

fn replace_on_changes_0(ctx: &Context) -> Result<()> {
    replace_on_changes(ctx, true)
}

fn replace_on_changes_1(ctx: &Context) -> Result<()> {
    replace_on_changes(ctx, false)
}

/// The schema says of `replaceProp` that it replaces the resource.
fn replace_on_changes(ctx: &Context, value: bool) -> Result<()> {
    use replaceonchanges::{ResourceA, ResourceAArgs, ResourceB, ResourceBArgs};

    let a =
        |name: &str, value: bool, replace_prop: bool, options: ResourceOptions<ResourceAArgs>| {
            let args = ResourceAArgs::new(value).replace_prop(replace_prop);
            ResourceA::new(ctx, name, args, options);
        };
    let b = |name: &str, value: bool, options: ResourceOptions<ResourceBArgs>| {
        ResourceB::new(ctx, name, ResourceBArgs::new(value), options);
    };
    let a_value = || none().replace_on_changes(ResourceAArgs::properties().value);
    let b_value = || none().replace_on_changes(ResourceBArgs::properties().value);
    a("schemaReplace", true, value, none().into());
    b("optionReplace", value, b_value());
    a("bothReplaceValue", value, true, a_value());
    a("bothReplaceProp", true, value, a_value());
    b("regularUpdate", value, none().into());
    b("noChange", true, b_value());
    a("wrongPropChange", true, value, a_value());
    let both = a_value().replace_on_changes(ResourceAArgs::properties().replace_prop);
    a("multiplePropReplace", value, true, both);
    Ok(())
}

fn replace_with(ctx: &Context) -> Result<()> {
    let target = simple(ctx, "target", true, none());
    simple(ctx, "replaceWith", true, none().replace_with(&target));
    simple(ctx, "notReplaceWith", true, none());
    Ok(())
}

fn replacement_trigger(
    ctx: &Context,
    known: &str,
    value: i32,
    unknown: impl FnOnce(&output::Resource) -> Property,
    secret: [i32; 3],
) -> Result<()> {
    let triggered = |name: &str, trigger: Property| {
        simple(ctx, name, true, none().replacement_trigger(trigger));
    };
    triggered("replacementTrigger", known.into());
    let args = output::ResourceArgs::new(value);
    let resource = output::Resource::new(ctx, "unknown", args, none());
    triggered("unknownReplacementTrigger", unknown(&resource));
    simple(ctx, "notReplacementTrigger", true, none());
    triggered("secretReplacementTrigger", Property::from(secret).secret());
    Ok(())
}

fn replacement_trigger_0(ctx: &Context) -> Result<()> {
    replacement_trigger(ctx, "test", 1, |_| "hellohello".into(), [1, 2, 3])
}

fn replacement_trigger_1(ctx: &Context) -> Result<()> {
    let output = |unknown: &output::Resource| (&unknown.output).into();
    replacement_trigger(ctx, "test2", 2, output, [3, 2, 1])
}

fn retain_on_delete(ctx: &Context) -> Result<()> {
    simple(ctx, "retainOnDelete", true, none().retain_on_delete(true));
    simple(
        ctx,
        "notRetainOnDelete",
        true,
        none().retain_on_delete(false),
    );
    simple(ctx, "defaulted", true, none());
    Ok(())
}

fn version(ctx: &Context) -> Result<()> {
    use simple_v26::{Resource, ResourceArgs};

    let with = |name: &str, value: bool, options: ResourceOptions| {
        Resource::new(ctx, name, ResourceArgs::new(value), options);
    };
    with("withV2", true, none().version("2.0.0"));
    with("withV26", false, none().version("26.0.0"));
    with("withDefault", true, none());
    Ok(())
}

fn version_sdk(ctx: &Context) -> Result<()> {
    simple(ctx, "withV2", true, none());
    Ok(())
}

fn parent_inheritance(ctx: &Context) -> Result<()> {
    let provider = simple::Provider::new(ctx, "provider", simple::ProviderArgs::new(), none());
    let parent1 = simple(ctx, "parent1", true, none().provider(&provider));
    simple(ctx, "child1", true, none().parent(&parent1));
    simple(ctx, "orphan1", true, none());
    let kept = none().protect(true).retain_on_delete(true);
    let parent2 = simple(ctx, "parent2", true, kept);
    simple(ctx, "child2", true, none().parent(&parent2));
    let not_kept = none()
        .parent(&parent2)
        .protect(false)
        .retain_on_delete(false);
    simple(ctx, "child3", true, not_kept);
    simple(ctx, "orphan2", true, none());
    Ok(())
}

fn engine_update_options(ctx: &Context) -> Result<()> {
    simple(ctx, "target", true, none());
    simple(ctx, "other", true, none());
    Ok(())
}

fn target_up_skipped_create_output_0(ctx: &Context) -> Result<()> {
    use nestedobject::{Container, ContainerArgs};

    simple(ctx, "target", true, none());
    Container::new(ctx, "other", ContainerArgs::new(["a"]), none());
    Ok(())
}

fn target_up_skipped_create_output_1(ctx: &Context) -> Result<()> {
    use nestedobject::{Container, ContainerArgs};

    target_up_skipped_create_output_0(ctx)?;
    let skipped = Container::new(ctx, "skipped", ContainerArgs::new(["b"]), none());
    let key: Output<String> = skipped
        .details
        .map(|details| format!("skipped-{}", details[0]["key"].as_str().unwrap_or_default()));
    ctx.export("skippedOutput", key);
    Ok(())
}

fn target_up_with_new_dependency_0(ctx: &Context) -> Result<()> {
    simple(ctx, "targetOnly", true, none());
    simple(ctx, "unrelated", true, none());
    Ok(())
}

fn target_up_with_new_dependency_1(ctx: &Context) -> Result<()> {
    simple(ctx, "targetOnly", true, none());
    let dep = simple(ctx, "dep", true, none());
    simple(ctx, "unrelated", true, none().depends_on(&dep));
    Ok(())
}
