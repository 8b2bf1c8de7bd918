//! Providers that are declared as resources.

use crate::packages::{call, config, config_enum, config_grpc, primitive, simple};
use anyhow::Result;
use pulumi::{Context, Input, InvokeOptions, ResourceOptions};

crate::tests! {
    "l2-explicit-provider": explicit_provider [simple],
    "l2-provider-call": provider_call [call],
    "l2-provider-call-explicit": provider_call_explicit [call],
    "l2-provider-config-enum": provider_config_enum [config_enum],
    "l2-provider-grpc-config": provider_grpc_config [config_grpc],
    "l2-provider-grpc-config-schema-secret": provider_grpc_config_schema_secret [config_grpc],
    "l2-provider-grpc-config-secret": provider_grpc_config_secret [config_grpc],
    "l2-resource-config": resource_config [config],
    "l2-resource-provider-inheritance": resource_provider_inheritance [simple, primitive],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn simple(ctx: &Context, name: &str, options: ResourceOptions) -> simple::Resource {
    simple::Resource::new(ctx, name, simple::ResourceArgs::new(true), options)
}

fn explicit_provider(ctx: &Context) -> Result<()> {
    let prov = simple::Provider::new(ctx, "prov", simple::ProviderArgs::new(), none());
    simple(ctx, "res", none().provider(&prov));
    Ok(())
}

fn provider_call(ctx: &Context) -> Result<()> {
    let args = call::CustomArgs::new("defaultValue");
    let res = call::Custom::new(ctx, "defaultRes", args, none());
    let called = res.provider_value(ctx, call::CustomProviderValueArgs::new());
    ctx.export("defaultProviderValue", called.result);
    Ok(())
}

fn provider_call_explicit(ctx: &Context) -> Result<()> {
    use call::{
        Custom, CustomArgs, CustomProviderValueArgs, Provider, ProviderArgs, ProviderIdentityArgs,
        ProviderPrefixedArgs,
    };

    let args = ProviderArgs::new("explicitProvValue");
    let provider = Provider::new(ctx, "explicitProv", args, none());
    let options = none().provider(&provider);
    let res = Custom::new(
        ctx,
        "explicitRes",
        CustomArgs::new("explicitValue"),
        options,
    );
    let called = res.provider_value(ctx, CustomProviderValueArgs::new());
    ctx.export("explicitProviderValue", called.result);
    let identity = provider.identity(ctx, ProviderIdentityArgs::new());
    ctx.export("explicitProvFromIdentity", identity.result);
    let prefixed = provider.prefixed(ctx, ProviderPrefixedArgs::new("call-prefix-"));
    ctx.export("explicitProvFromPrefixed", prefixed.result);
    Ok(())
}

fn provider_config_enum(ctx: &Context) -> Result<()> {
    use config_enum::{MyEnum, Provider, ProviderArgs, Resource, ResourceArgs};

    let args = ProviderArgs::new(MyEnum::Two, "hello");
    let prov = Provider::new(ctx, "prov", args, none());
    let args = ResourceArgs::new(&prov.a_enum, &prov.a_string);
    Resource::new(ctx, "res", args, none().provider(&prov));
    Ok(())
}

fn fetch_config(ctx: &Context, args: config_grpc::ProviderArgs) -> Result<()> {
    use config_grpc::{ConfigFetcher, ConfigFetcherArgs, Provider};

    let provider = Provider::new(ctx, "config_grpc_provider", args, none());
    let options = none().provider(&provider);
    ConfigFetcher::new(ctx, "config", ConfigFetcherArgs::new(), options);
    Ok(())
}

fn provider_grpc_config(ctx: &Context) -> Result<()> {
    use config_grpc::{ProviderArgs, Tint1, Tstring1, Tstring2};

    let no_strings: [(&str, &str); 0] = [];
    let args = ProviderArgs::new()
        .string1("")
        .string2("x")
        .string3("{}")
        .int1(0)
        .int2(42)
        .num1(0)
        .num2(42.42)
        .bool1(true)
        .bool2(false)
        .list_string1([""; 0])
        .list_string2(["", "foo"])
        .list_int1([1, 2])
        .map_string1(no_strings)
        .map_string2([("key1", "value1"), ("key2", "value2")])
        .map_int1([("key1", 0), ("key2", 42)])
        .obj_string1(Tstring1::new())
        .obj_string2(Tstring2::new().x("x-value"))
        .obj_int1(Tint1::new().x(42));
    fetch_config(ctx, args)
}

fn provider_grpc_config_schema_secret(ctx: &Context) -> Result<()> {
    use config_grpc::{ProviderArgs, TsecretString1};

    let args = ProviderArgs::new()
        .secret_string1("SECRET")
        .secret_int1(16)
        .secret_num1(123456.7890)
        .secret_bool1(true)
        .list_secret_string1(["SECRET", "SECRET2"])
        .map_secret_string1([("key1", "SECRET"), ("key2", "SECRET2")])
        .obj_secret_string1(TsecretString1::new().secret_x("SECRET"));
    fetch_config(ctx, args)
}

fn provider_grpc_config_secret(ctx: &Context) -> Result<()> {
    use config_grpc::{ProviderArgs, ToSecretArgs, Tstring2, to_secret};

    let secret = |args| to_secret(ctx, args, InvokeOptions::new());
    let args = ToSecretArgs::new;
    let text = || secret(args().string1("SECRET")).string1;
    let value = Input::<String>::from;
    let args = ProviderArgs::new()
        .string1(text())
        .int1(secret(args().int1(1234567890)).int1)
        .num1(secret(args().num1(123456.7890)).num1)
        .bool1(secret(args().bool1(true)).bool1)
        .list_string1(secret(args().list_string1(["SECRET", "SECRET2"])).list_string1)
        .list_string2([value("VALUE"), text().into()])
        .map_string2([("key1", value("value1")), ("key2", text().into())])
        .obj_string2(Tstring2::new().x(text()));
    fetch_config(ctx, args)
}

fn resource_config(ctx: &Context) -> Result<()> {
    let url = "not the same as the pulumi resource option";
    let args = config::ProviderArgs::new("my config").plugin_download_url(url);
    let prov = config::Provider::new(ctx, "prov", args, none());
    let args = config::ResourceArgs::new(&prov.version);
    config::Resource::new(ctx, "res", args, none());
    ctx.export("pluginDownloadURL", &prov.plugin_download_url);
    Ok(())
}

fn resource_provider_inheritance(ctx: &Context) -> Result<()> {
    let primitive = |name: &str, options: ResourceOptions| {
        let no_map: [(&str, bool); 0] = [];
        let args = primitive::ResourceArgs::new(false, no_map, 0, 0, [0.0; 0], "");
        primitive::Resource::new(ctx, name, args, options)
    };
    let provider = simple::Provider::new(ctx, "provider", simple::ProviderArgs::new(), none());
    let parent1 = simple(ctx, "parent1", none().provider(&provider));
    simple(ctx, "child1", none().parent(&parent1));
    let parent2 = primitive("parent2", none());
    simple(ctx, "child2", none().parent(&parent2));
    primitive("child3", none().parent(&parent1));
    Ok(())
}
