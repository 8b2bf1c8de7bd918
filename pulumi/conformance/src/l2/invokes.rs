//! Functions of providers.

use super::types::Conversions;
use crate::packages::{
    any_type_function, component, multi_argument_invoke, output_only_invoke, pick, primitive,
    scalar_returns, simple, simple_invoke, simple_invoke_with_scalar_return,
};
use anyhow::Result;
use pulumi::{Context, InvokeOptions, Output, ResourceOptions};
use serde_json::json;

crate::tests! {
    "l2-config-default-from-invoke": config_default_from_invoke [simple_invoke],
    "l2-elide-index": elide_index [simple, simple_invoke],
    "l2-invoke-default-argument": invoke_default_argument [simple_invoke],
    "l2-invoke-dependencies": invoke_dependencies [simple, simple_invoke],
    "l2-invoke-depends-on-component": invoke_depends_on_component [component],
    "l2-invoke-multi-argument": invoke_multi_argument [multi_argument_invoke],
    "l2-invoke-options": invoke_options [simple_invoke],
    "l2-invoke-options-depends-on": invoke_options_depends_on [simple_invoke],
    "l2-invoke-output-only": invoke_output_only [output_only_invoke],
    "l2-invoke-per-value-deps": invoke_per_value_deps [simple_invoke, pick],
    "l2-invoke-provider-inheritance": invoke_provider_inheritance [simple_invoke],
    "l2-invoke-scalar": invoke_scalar [simple_invoke_with_scalar_return],
    "l2-invoke-scalars": invoke_scalars [scalar_returns],
    "l2-invoke-secrets": invoke_secrets [simple, simple_invoke],
    "l2-invoke-simple": invoke_simple [simple_invoke],
    "l2-invoke-union-dependencies": invoke_union_dependencies [simple, simple_invoke],
    "l2-invoke-variants": invoke_variants [simple_invoke],
    "l2-map-keys-invoke-call": map_keys_invoke_call [simple_invoke, component],
    "l2-resource-invoke-dynamic-function": resource_invoke_dynamic_function [any_type_function],
    "l2-resource-primitive-conversions": resource_primitive_conversions [primitive],
}

use simple_invoke::{
    MyInvokeArgs, SecretInvokeArgs, StringResource, StringResourceArgs, my_invoke, secret_invoke,
};

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn as_usual() -> InvokeOptions {
    InvokeOptions::new()
}

fn text(ctx: &Context, name: &str, text: impl Into<pulumi::Input<String>>) -> StringResource {
    StringResource::new(ctx, name, StringResourceArgs::new(text), none())
}

fn config_default_from_invoke(ctx: &Context) -> Result<()> {
    let invoked = my_invoke(ctx, MyInvokeArgs::new("hello"), as_usual());
    match ctx.config().get("defaultFromInvoke") {
        Some(configured) => ctx.export("result", configured),
        None => ctx.export("result", &invoked.result),
    }
    Ok(())
}

fn elide_index(ctx: &Context) -> Result<()> {
    simple::Resource::new(ctx, "res", simple::ResourceArgs::new(true), none());
    ctx.export(
        "inv",
        my_invoke(ctx, MyInvokeArgs::new("test"), as_usual()).result,
    );
    Ok(())
}

fn invoke_default_argument(ctx: &Context) -> Result<()> {
    use simple_invoke::{InvokeWithDefaultArgs, invoke_with_default};

    let args = InvokeWithDefaultArgs::new();
    ctx.export("result", invoke_with_default(ctx, args, as_usual()).result);
    let args = InvokeWithDefaultArgs::new().value("explicit");
    ctx.export(
        "explicitResult",
        invoke_with_default(ctx, args, as_usual()).result,
    );
    Ok(())
}

fn invoke_dependencies(ctx: &Context) -> Result<()> {
    use simple_invoke::{GetTextArgs, get_text};

    let first = simple::Resource::new(ctx, "first", simple::ResourceArgs::new(false), none());
    let args = SecretInvokeArgs::new(&first.value, "hello");
    let secret = secret_invoke(ctx, args, as_usual()).secret;
    simple::Resource::new(ctx, "second", simple::ResourceArgs::new(secret), none());
    let third = text(ctx, "third", "third");
    let data = get_text(ctx, GetTextArgs::new(&third.text), as_usual());
    text(ctx, "fourth", data.result);
    Ok(())
}

fn invoke_depends_on_component(ctx: &Context) -> Result<()> {
    use component::{
        ComponentCustomRefOutput, ComponentCustomRefOutputArgs, IdentityArgs, identity,
    };

    let args = ComponentCustomRefOutputArgs::new("checked");
    let target = ComponentCustomRefOutput::new(ctx, "target", args, none());
    let options = as_usual().depends_on(&target);
    let data = identity(ctx, IdentityArgs::new("reachable"), options);
    ctx.export("echoed", data.result);
    Ok(())
}

fn invoke_multi_argument(ctx: &Context) -> Result<()> {
    use multi_argument_invoke::{MultiArgumentInvokeArgs, multi_argument_invoke};

    let both = MultiArgumentInvokeArgs::new("hello").second("world");
    ctx.export("both", multi_argument_invoke(ctx, both, as_usual()).result);
    let only = MultiArgumentInvokeArgs::new("hello");
    ctx.export(
        "onlyRequired",
        multi_argument_invoke(ctx, only, as_usual()).result,
    );
    Ok(())
}

fn invoke_options(ctx: &Context) -> Result<()> {
    use simple_invoke::{Provider, ProviderArgs};

    let provider = Provider::new(ctx, "explicitProvider", ProviderArgs::new(), none());
    let options = as_usual()
        .provider(&provider)
        .parent(&provider)
        .version("10.0.0")
        .plugin_download_url("https://example.com/github/example");
    ctx.export(
        "hello",
        my_invoke(ctx, MyInvokeArgs::new("hello"), options).result,
    );
    Ok(())
}

fn invoke_options_depends_on(ctx: &Context) -> Result<()> {
    let first = text(ctx, "first", "first hello");
    let after = as_usual().depends_on(&first);
    let data = my_invoke(ctx, MyInvokeArgs::new("hello"), after);
    text(ctx, "second", &data.result);
    ctx.export("hello", data.result);
    Ok(())
}

fn invoke_output_only(ctx: &Context) -> Result<()> {
    use output_only_invoke::{MyInvokeArgs, my_invoke};

    for value in ["hello", "goodbye"] {
        ctx.export(
            value,
            my_invoke(ctx, MyInvokeArgs::new(value), as_usual()).result,
        );
    }
    Ok(())
}

fn invoke_per_value_deps(ctx: &Context) -> Result<()> {
    use pick::{PickSecondArgs, pick_second};

    let (a, b) = (text(ctx, "a", "a"), text(ctx, "b", "b"));
    let pick = |args| pick_second(ctx, args, as_usual()).result;
    text(ctx, "d", pick(PickSecondArgs::new(&a.text, &b.text)));
    text(
        ctx,
        "e",
        pick(PickSecondArgs::new(a.text.secret(), &b.text)),
    );
    text(
        ctx,
        "f",
        pick(PickSecondArgs::new(&a.text, b.text.secret())),
    );
    Ok(())
}

fn invoke_provider_inheritance(ctx: &Context) -> Result<()> {
    use simple_invoke::{Provider, ProviderArgs};

    let provider = Provider::new(ctx, "provider", ProviderArgs::new(), none());
    let resource = |name: &str, options: ResourceOptions| {
        StringResource::new(ctx, name, StringResourceArgs::new(name), options)
    };
    let parent = resource("parent", none().provider(&provider));
    let child = resource("child", none().parent(&parent));
    let invoke = |value: &str, options| my_invoke(ctx, MyInvokeArgs::new(value), options).result;
    ctx.export("parentResult", invoke("parent", as_usual().parent(&parent)));
    ctx.export("childResult", invoke("child", as_usual().parent(&child)));
    Ok(())
}

fn invoke_scalar(ctx: &Context) -> Result<()> {
    use simple_invoke_with_scalar_return::{MyInvokeScalarArgs, my_invoke_scalar};

    let args = MyInvokeScalarArgs::new("goodbye");
    ctx.export("scalar", my_invoke_scalar(ctx, args, as_usual()));
    Ok(())
}

fn invoke_scalars(ctx: &Context) -> Result<()> {
    use scalar_returns::{
        InvokeArrayArgs, InvokeMapArgs, InvokeSecretArgs, invoke_array, invoke_map, invoke_secret,
    };

    let secret = InvokeSecretArgs::new("goodbye");
    ctx.export("secret", invoke_secret(ctx, secret, as_usual()));
    let array = InvokeArrayArgs::new("the word");
    ctx.export("array", invoke_array(ctx, array, as_usual()));
    let map = |value: &str| invoke_map(ctx, InvokeMapArgs::new(value), as_usual());
    ctx.export("map", map("hello"));
    ctx.export("secretMap", map("secret"));
    Ok(())
}

fn invoke_secrets(ctx: &Context) -> Result<()> {
    let res = simple::Resource::new(ctx, "res", simple::ResourceArgs::new(true), none());
    let invoke = |args| secret_invoke(ctx, args, as_usual()).response;
    ctx.export("nonSecret", invoke(SecretInvokeArgs::new(false, "hello")));
    ctx.export(
        "firstSecret",
        invoke(SecretInvokeArgs::new(&res.value, "hello")),
    );
    let secret = Output::known("goodbye".to_owned()).secret();
    ctx.export("secondSecret", invoke(SecretInvokeArgs::new(false, secret)));
    Ok(())
}

fn invoke_simple(ctx: &Context) -> Result<()> {
    for value in ["hello", "goodbye"] {
        ctx.export(
            value,
            my_invoke(ctx, MyInvokeArgs::new(value), as_usual()).result,
        );
    }
    Ok(())
}

fn invoke_union_dependencies(ctx: &Context) -> Result<()> {
    let a = text(ctx, "a", "hello");
    let b = simple::Resource::new(ctx, "b", simple::ResourceArgs::new(true), none());
    let args = SecretInvokeArgs::new(&b.value, &a.text);
    text(ctx, "d", secret_invoke(ctx, args, as_usual()).response);
    Ok(())
}

fn invoke_variants(ctx: &Context) -> Result<()> {
    use simple_invoke::{UnitArgs, unit};

    let res = text(ctx, "res", "hello");
    let invoked = my_invoke(ctx, MyInvokeArgs::new(&res.text), as_usual());
    ctx.export("outputInput", invoked.result);
    ctx.export("unit", unit(ctx, UnitArgs::new(), as_usual()).result);
    Ok(())
}

fn map_keys_invoke_call(ctx: &Context) -> Result<()> {
    use component::{ComponentCallable, ComponentCallableArgs, ComponentCallableEchoMapArgs};
    use simple_invoke::{EchoMapArgs, echo_map};

    let keys = [
        ("my key", "one"),
        ("my.key", "two"),
        ("my-key", "three"),
        ("my_key", "four"),
        ("MY_KEY", "five"),
        ("myKey", "six"),
        ("__type", "seven"),
        ("__internal", "eight"),
    ];
    let args = ComponentCallableArgs::new("unused");
    let callable = ComponentCallable::new(ctx, "callable", args, none());
    let invoked = echo_map(ctx, EchoMapArgs::new(keys), as_usual());
    ctx.export("invokeResult", invoked.string_map);
    let called = callable.echo_map(ctx, ComponentCallableEchoMapArgs::new(keys));
    ctx.export("callResult", called.string_map);
    Ok(())
}

fn resource_invoke_dynamic_function(ctx: &Context) -> Result<()> {
    use any_type_function::{DynListToDynArgs, dyn_list_to_dyn};

    let inputs = [json!("hello"), json!("hello"), json!({})];
    let args = DynListToDynArgs::new().inputs(inputs);
    ctx.export("dynamic", dyn_list_to_dyn(ctx, args, as_usual()).result);
    Ok(())
}

fn resource_primitive_conversions(ctx: &Context) -> Result<()> {
    use primitive::{InvokeArgs, Resource, ResourceArgs, invoke};

    let settings: Conversions = ctx.config().read()?;
    let map = [
        ("fromBool", settings.plain_bool),
        ("fromString", settings.plain_string.parse()?),
    ];
    let integer: i64 = settings.plain_numeric_string.parse()?;
    let array = [
        settings.plain_integer,
        integer as f64,
        settings.plain_number,
    ];
    let plain = ResourceArgs::new(
        settings.plain_string.parse::<bool>()?,
        map,
        settings.plain_integer,
        integer,
        array,
        settings.plain_number.to_string(),
    );
    Resource::new(ctx, "plainValues", plain, none());
    let secrets = ResourceArgs::new(
        settings
            .secret_string
            .try_map(|text| Ok(text.parse::<bool>()?)),
        map,
        settings
            .secret_integer
            .try_map(|text| Ok(text.parse::<f64>()?)),
        settings
            .secret_numeric_string
            .try_map(|text| Ok(text.parse::<i64>()?)),
        array,
        settings.secret_number,
    );
    Resource::new(ctx, "secretValues", secrets, none());
    let args = InvokeArgs::new(
        settings.plain_string.parse::<bool>()?,
        map,
        settings.plain_integer,
        integer,
        array,
        settings.plain_bool.to_string(),
    );
    let invoked = invoke(ctx, args, as_usual());
    let again = ResourceArgs::new(
        invoked.boolean,
        invoked.boolean_map,
        invoked.float,
        invoked.integer,
        invoked.number_array,
        invoked.string,
    );
    Resource::new(ctx, "invokeValues", again, none());
    Ok(())
}
