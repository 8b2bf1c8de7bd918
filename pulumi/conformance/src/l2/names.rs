//! Names that are no names in Rust, or are those of something else.

use crate::packages::{
    camel_names, component, index_mod, kebab_names, keywords, module_format, names, namespaced,
    plain, primitive, primitive_ref, ref_ref, reservednames, simple, snake_names,
};
use anyhow::Result;
use pulumi::{Context, InvokeOptions, ResourceOptions};
use serde::Deserialize;
use serde_json::Value as Json;

crate::tests! {
    "l2-camel-names": camel_names [camel_names],
    "l2-index-mod": index_mod [index_mod],
    "l2-kebab-names": kebab_names [kebab_names],
    "l2-keywords": keywords [keywords],
    "l2-logical-name": logical_name [simple],
    "l2-map-keys": map_keys [primitive, primitive_ref, ref_ref, plain],
    "l2-map-keys-adversarial": map_keys_adversarial [primitive],
    "l2-module-format": module_format [module_format],
    "l2-name-conflicts": name_conflicts [names, module_format],
    "l2-namespaced-provider": namespaced_provider [component, namespaced],
    "l2-reserved-names": reserved_names [reservednames],
    "l2-resource-names": resource_names [names],
    "l2-snake-names": snake_names [snake_names],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn camel_names(ctx: &Context) -> Result<()> {
    use camel_names::cool_module::{SomeResource, SomeResourceArgs};

    let first = SomeResource::new(ctx, "firstResource", SomeResourceArgs::new(true), none());
    let args = SomeResourceArgs::new(&first.the_output);
    SomeResource::new(ctx, "secondResource", args, none());
    let args = SomeResourceArgs::new(true).resource_name("my-cluster");
    SomeResource::new(ctx, "thirdResource", args, none());
    Ok(())
}

fn index_mod(ctx: &Context) -> Result<()> {
    use index_mod::index_mine::{
        self, ConcatWorldArgs, Resource, ResourceArgs, ResourceCallArgs, concat_world, nested,
    };

    let text = concat_world(ctx, ConcatWorldArgs::new("hello"), InvokeOptions::new()).result;
    let res1 = Resource::new(ctx, "res1", ResourceArgs::new(text), none());
    ctx.export("out1", res1.call(ctx, ResourceCallArgs::new("x")).output);
    let args = nested::ConcatWorldArgs::new("goodbye");
    let text = index_mine::nested::concat_world(ctx, args, InvokeOptions::new()).result;
    let res2 = nested::Resource::new(ctx, "res2", nested::ResourceArgs::new(text), none());
    ctx.export(
        "out2",
        res2.call(ctx, nested::ResourceCallArgs::new("xx")).output,
    );
    Ok(())
}

fn kebab_names(ctx: &Context) -> Result<()> {
    use kebab_names::kebab_module::{
        AnotherResource, AnotherResourceArgs, DefaultsInput, DoSomethingArgs, NestedInput,
        SomeResource, SomeResourceArgs, do_something,
    };

    let args = SomeResourceArgs::new(NestedInput::new("nested"), true);
    let first = SomeResource::new(ctx, "first", args, none());
    let output = &first.the_output;
    let nested = output.map(|output| output["nested-output"].as_str().map(str::to_owned));
    AnotherResource::new(ctx, "second", AnotherResourceArgs::new(nested), none());
    ctx.export("theOutput", output);
    let args = DoSomethingArgs::new("hello").nested(DefaultsInput::new("nested"));
    let invoked = do_something(ctx, args, InvokeOptions::new());
    ctx.export("invoked", invoked.the_output);
    Ok(())
}

fn keywords(ctx: &Context) -> Result<()> {
    use keywords::{
        SomeResource, SomeResourceArgs, lambda,
        module::{Lambda, LambdaArgs},
    };

    let args = SomeResourceArgs::new("builtins", "lambda", "property");
    let first = SomeResource::new(ctx, "firstResource", args, none());
    let args = SomeResourceArgs::new(&first.builtins, &first.lambda, &first.property);
    SomeResource::new(ctx, "secondResource", args, none());
    let args = lambda::SomeResourceArgs::new("builtins", "lambda", "property");
    lambda::SomeResource::new(ctx, "lambdaModuleResource", args, none());
    let args = LambdaArgs::new("builtins", "lambda", "property");
    Lambda::new(ctx, "lambdaResource", args, none());
    Ok(())
}

fn logical_name(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        #[serde(rename = "cC-Charlie_charlie.😃⁉️")]
        _lexical_name: bool,
    }
    let Settings { .. } = ctx.config().read()?;
    let args = simple::ResourceArgs::new(true);
    let resource = simple::Resource::new(ctx, "aA-Alpha_alpha.🤯⁉️", args, none());
    ctx.export("bB-Beta_beta.💜⁉", &resource.value);
    ctx.export("dD-Delta_delta.🔥⁉", &resource.value);
    Ok(())
}

const KEYS: [&str; 6] = ["my key", "my.key", "my-key", "my_key", "MY_KEY", "myKey"];

fn map_keys(ctx: &Context) -> Result<()> {
    let booleans = KEYS.into_iter().zip([false, true].into_iter().cycle());
    let booleans: Vec<(&str, bool)> = booleans.collect();
    let strings = KEYS
        .into_iter()
        .zip(["one", "two", "three", "four", "five", "six"]);
    let strings: Vec<(&str, &str)> = strings.collect();
    let args = primitive::ResourceArgs::new(false, booleans, 2.17, -12, [0, 1], "Goodbye");
    primitive::Resource::new(ctx, "prim", args, none());

    let array = [false, true];
    let data = primitive_ref::Data::new(array, false, 2.17, -12, "Goodbye", strings.clone());
    let args = primitive_ref::ResourceArgs::new(data);
    primitive_ref::Resource::new(ctx, "ref", args, none());

    let empty = [false; 0];
    let inner = ref_ref::InnerData::new(empty, false, -2.17, 123, "Goodbye", strings.clone());
    let data = ref_ref::Data::new(empty, true, 4.5, inner, 1024, "Hello", strings.clone());
    ref_ref::Resource::new(ctx, "rref", ref_ref::ResourceArgs::new(data), none());

    let data = || {
        let inner = plain::InnerData::new(array, false, 2.17, -12, "Goodbye", strings.clone());
        plain::Data::new(
            [true, false],
            true,
            4.5,
            inner,
            1024,
            "Hello",
            strings.clone(),
        )
    };
    let args = plain::ResourceArgs::new(data()).non_plain_data(data());
    plain::Resource::new(ctx, "plains", args, none());
    Ok(())
}

const ADVERSARIAL: [(&str, bool); 7] = [
    ("__type", true),
    ("__internal", false),
    ("__provider", true),
    ("__version", false),
    ("", true),
    (
        "Some ${common} \"characters\" 'that' need escaping: \\ (backslash), \t (tab), \u{1b} (escape), \u{7} (bell), \0 (null), \u{e0021} (tag space)",
        false,
    ),
    (
        "Format and glob specifiers: %percent ...ellipsis {open }close *asterisk ?question ,comma &&and ||or !not =>arrow ==equal :colon /slash",
        true,
    ),
];

/// Keys of both kinds.
pub(crate) fn all_keys() -> Vec<(&'static str, bool)> {
    let keys = KEYS.into_iter().zip([false, true].into_iter().cycle());
    keys.chain(ADVERSARIAL).collect()
}

fn map_keys_adversarial(ctx: &Context) -> Result<()> {
    use primitive::{InvokeArgs, Resource, ResourceArgs, invoke};

    let args = ResourceArgs::new(false, ADVERSARIAL, 2.17, -12, [0, 1], "adversarial");
    let res = Resource::new(ctx, "res", args, none());
    let args = InvokeArgs::new(false, ADVERSARIAL, 2.17, -12, [0, 1], "adversarial");
    let invoked = invoke(ctx, args, InvokeOptions::new());
    ctx.export("resourceBooleanMap", &res.boolean_map);
    ctx.export("invokeBooleanMap", invoked.boolean_map);
    Ok(())
}

/// The same, for each of the package's modules.
macro_rules! module_format {
    ($ctx:ident, $module:path, $name:literal, $text:literal, $out:literal, $input:literal) => {{
        use $module as module;
        let args = module::ConcatWorldArgs::new($text);
        let text = module::concat_world($ctx, args, InvokeOptions::new()).result;
        let resource = module::Resource::new($ctx, $name, module::ResourceArgs::new(text), none());
        let called = resource.call($ctx, module::ResourceCallArgs::new($input));
        $ctx.export($out, called.output);
    }};
}

fn module_format(ctx: &Context) -> Result<()> {
    module_format!(ctx, module_format::mod_, "res1", "hello", "out1", "x");
    module_format!(ctx, module_format::mod_, "res2", "goodbye", "out2", "xx");
    module_format!(
        ctx,
        module_format::mod_::nested,
        "res3",
        "hello",
        "out3",
        "x"
    );
    module_format!(
        ctx,
        module_format::mod_::nested,
        "res4",
        "goodbye",
        "out4",
        "xx"
    );
    module_format!(ctx, module_format, "res5", "bonjour", "out5", "x");
    module_format!(ctx, module_format, "res6", "youkoso", "out6", "xx");
    module_format!(ctx, module_format, "res7", "guten tag", "out7", "xxx");
    Ok(())
}

fn name_conflicts(ctx: &Context) -> Result<()> {
    #[derive(Deserialize)]
    struct Settings {
        names: Option<bool>,
        #[serde(rename = "Names")]
        upper_names: Option<bool>,
        r#mod: Option<String>,
        #[serde(rename = "Mod")]
        upper_mod: Option<String>,
    }
    let settings: Settings = ctx.config().read()?;
    let names = settings.names.unwrap_or(true);
    let upper_names = settings.upper_names.unwrap_or(true);
    let r#mod = settings.r#mod.unwrap_or("module".to_owned());
    let upper_mod = settings.upper_mod.unwrap_or("format".to_owned());
    let variables = format!("{mod}-{upper_mod}");
    let args = names::mod_::ResArgs::new(names);
    let names_resource = names::mod_::Res::new(ctx, "namesResource", args, none());
    let args = module_format::mod_::ResourceArgs::new(&variables);
    let mod_resource = module_format::mod_::Resource::new(ctx, "modResource", args, none());
    ctx.export("namesResourceVal", &names_resource.value);
    ctx.export("modResourceText", &mod_resource.text);
    ctx.export("nameVariables", names && upper_names);
    ctx.export("modVariables", variables);
    Ok(())
}

fn namespaced_provider(ctx: &Context) -> Result<()> {
    use component::{ComponentCustomRefOutput, ComponentCustomRefOutputArgs};
    use namespaced::{Resource, ResourceArgs};

    let args = ComponentCustomRefOutputArgs::new("foo-bar-baz");
    let component = ComponentCustomRefOutput::new(ctx, "componentRes", args, none());
    let referred = ctx.resource(&component.ref_);
    let args = ResourceArgs::new(true).resource_ref(&referred);
    Resource::new(ctx, "res", args, none());
    Ok(())
}

fn reserved_names(ctx: &Context) -> Result<()> {
    use reservednames::{ElementType, ElementTypeArgs, ElementTypeType};

    let args = ElementTypeArgs::new(ElementTypeType::new("nested"));
    let elem = ElementType::new(ctx, "elem", args, none());
    ctx.export("elementType", &elem.element_type);
    let nested = elem
        .element_type
        .map(|nested| nested["elementType"].clone());
    ctx.export("nested", nested);
    Ok(())
}

fn resource_names(ctx: &Context) -> Result<()> {
    use names::{
        ResArray, ResArrayArgs, ResList, ResListArgs, ResMap, ResMapArgs, ResResource,
        ResResourceArgs, mod_,
    };

    ResMap::new(ctx, "res1", ResMapArgs::new(true), none());
    ResArray::new(ctx, "res2", ResArrayArgs::new(true), none());
    ResList::new(ctx, "res3", ResListArgs::new(true), none());
    ResResource::new(ctx, "res4", ResResourceArgs::new(true), none());
    mod_::Res::new(ctx, "res5", mod_::ResArgs::new(true), none());
    mod_::nested::Res::new(ctx, "res6", mod_::nested::ResArgs::new(true), none());
    Ok(())
}

fn snake_names(ctx: &Context) -> Result<()> {
    use snake_names::cool_module::{
        AnotherResource, AnotherResourceArgs, Entry, NestedInput, SomeDataArgs, SomeResource,
        SomeResourceArgs, some_data,
    };

    let text = |json: &Json| json.as_str().map(str::to_owned);
    let args = SomeResourceArgs::new(NestedInput::new("nested"), true);
    let first = SomeResource::new(ctx, "first", args, none());
    ctx.export("theOutput", &first.the_output);
    let input = first
        .the_output
        .map(move |output| text(&output["someKey"][0]["nested_output"]));
    let args = SomeDataArgs::new([Entry::new("fuzz")], input);
    let data = some_data(ctx, args, InvokeOptions::new());
    let input = data
        .nested_output
        .map(move |output| text(&output[0]["key"]["value"]));
    AnotherResource::new(ctx, "third", AnotherResourceArgs::new(input), none());
    Ok(())
}
