//! Components of the program's own: a function that declares a component and its children.

use crate::{
    l2::types,
    packages::{component, config, multi_argument_invoke, primitive, simple},
};
use anyhow::Result;
use pulumi::{Component, Context, Input, InvokeOptions, Output, ResourceOptions};

crate::tests! {
    "l3-component-config-objects": component_config_objects [primitive],
    "l3-component-config-primitives": component_config_primitives [primitive],
    "l3-component-invoke": component_invoke [config, multi_argument_invoke],
    "l3-component-nested": component_nested [simple],
    "l3-component-primitive-conversions": component_primitive_conversions [primitive],
    "l3-component-provider": component_provider [config],
    "l3-component-provider-inheritance": component_provider_inheritance [component, simple],
    "l3-component-simple": component_simple [simple],
    "l3-deferred-outputs": deferred_outputs [simple],
    "l3-map-keys": map_keys [primitive],
    "l3-resource-keyword-overlap": resource_keyword_overlap [simple],
    "l3-rewrite-conversions": rewrite_conversions [primitive],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

/// Declares a resource below a component; its name is that of the component with a suffix, as every resource needs its own.
fn simple(
    ctx: &Context,
    name: &str,
    value: impl Into<Input<bool>>,
    options: ResourceOptions,
) -> simple::Resource {
    simple::Resource::new(ctx, name, simple::ResourceArgs::new(value), options)
}

fn component_simple(ctx: &Context) -> Result<()> {
    fn my_component(ctx: &Context, name: &str, input: &Output<bool>) -> Output<bool> {
        let (r#type, inputs) = ("components:index:MyComponent", [("input", input)]);
        let this = Component::with_inputs(ctx, r#type, name, inputs, none());
        let res = simple(ctx, &format!("{name}-res"), input, this.child());
        this.register_outputs([("output", &res.value)]);
        res.value
    }

    let input = simple(ctx, "input", true, none());
    let output = my_component(ctx, "someComponent", &input.value);
    ctx.export("result", output);
    Ok(())
}

fn component_nested(ctx: &Context) -> Result<()> {
    fn inner(ctx: &Context, name: &str, input: bool, options: ResourceOptions) -> Output<bool> {
        let (r#type, inputs) = ("components:index:InnerComponent", [("input", input)]);
        let this = Component::with_inputs(ctx, r#type, name, inputs, options);
        let res = simple(ctx, &format!("{name}-res"), !input, this.child());
        this.register_outputs([("output", &res.value)]);
        res.value
    }

    fn outer(ctx: &Context, name: &str, input: bool) -> Output<bool> {
        let (r#type, inputs) = ("components:index:OuterComponent", [("input", input)]);
        let this = Component::with_inputs(ctx, r#type, name, inputs, none());
        let output = inner(ctx, &format!("{name}-innerComponent"), !input, this.child());
        this.register_outputs([("output", &output)]);
        output
    }

    ctx.export("result", outer(ctx, "outerComponent", true));
    Ok(())
}

fn component_provider(ctx: &Context) -> Result<()> {
    fn provider_component(ctx: &Context, name: &str, text: &str) -> Output<String> {
        let this = Component::new(ctx, "components:index:ProviderComponent", name, none());
        let args = config::ProviderArgs::new("my config");
        let prov = config::Provider::new(ctx, &format!("{name}-prov"), args, this.child());
        let options = this.child().provider(&prov);
        let args = config::ResourceArgs::new(text);
        let res = config::Resource::new(ctx, &format!("{name}-res"), args, options);
        this.register_outputs([("result", &res.text)]);
        res.text
    }

    ctx.export("result", provider_component(ctx, "myComponent", "hello"));
    Ok(())
}

fn component_provider_inheritance(ctx: &Context) -> Result<()> {
    use component::{ComponentForeignChild, ComponentForeignChildArgs};

    fn local(ctx: &Context, name: &str, options: ResourceOptions) -> Output<bool> {
        let this = Component::new(ctx, "components:index:Local", name, options);
        let args = ComponentForeignChildArgs::new(true);
        let mlc = ComponentForeignChild::new(ctx, &format!("{name}-mlc"), args, this.child());
        this.register_outputs([("result", &mlc.value)]);
        mlc.value
    }

    let explicit = simple::Provider::new(ctx, "explicit", simple::ProviderArgs::new(), none());
    let options = none().provider(&explicit);
    ctx.export("result", local(ctx, "withProviders", options));
    Ok(())
}

fn component_invoke(ctx: &Context) -> Result<()> {
    use config::{GetConfigArgs, Provider, ProviderArgs, get_config};
    use multi_argument_invoke::{MultiArgumentInvokeArgs, multi_argument_invoke};

    let prov = Provider::new(ctx, "prov", ProviderArgs::new("my config"), none());
    let options = none().provider(&prov);
    let this = Component::new(
        ctx,
        "components:index:InvokeComponent",
        "myComponent",
        options,
    );
    let within = || InvokeOptions::new().parent(&this);
    let args = MultiArgumentInvokeArgs::new("hello");
    let greeting = multi_argument_invoke(ctx, args, within());
    let provider_config = get_config(ctx, GetConfigArgs::new(greeting.result), within());
    this.register_outputs([("result", provider_config.text)]);
    Ok(())
}

/// A component with a resource that is given what the component is.
fn primitive_component(
    ctx: &Context,
    r#type: &str,
    name: &str,
    args: primitive::ResourceArgs,
) -> primitive::Resource {
    let this = Component::with_inputs(ctx, r#type, name, args.clone(), none());
    primitive::Resource::new(ctx, &format!("{name}-res"), args, this.child())
}

const PRIMITIVE_COMPONENT: &str = "components:index:PrimitiveComponent";

fn component_config_primitives(ctx: &Context) -> Result<()> {
    let settings: types::Primitives = ctx.config().read()?;
    let map = [("t", true), ("f", false)];
    let args = primitive::ResourceArgs::new(
        settings.plain_bool,
        map,
        settings.plain_number,
        settings.plain_integer,
        [-1.0, 0.0, 1.0],
        settings.plain_string,
    );
    primitive_component(ctx, PRIMITIVE_COMPONENT, "plain", args);
    let args = primitive::ResourceArgs::new(
        settings.secret_bool,
        map,
        settings.secret_number,
        settings.secret_integer,
        [-1.0, 0.0, 1.0],
        settings.secret_string,
    );
    primitive_component(ctx, PRIMITIVE_COMPONENT, "secret", args);
    Ok(())
}

fn component_config_objects(ctx: &Context) -> Result<()> {
    let settings: types::Objects = ctx.config().read()?;
    let (map, array) = (settings.plain_boolean_map, settings.plain_number_array);
    let args = primitive::ResourceArgs::new(true, map, 3.5, 3, array, "plain");
    primitive_component(ctx, PRIMITIVE_COMPONENT, "plain", args);
    let (map, array) = (settings.secret_boolean_map, settings.secret_number_array);
    let args = primitive::ResourceArgs::new(true, map, 3.5, 3, array, "plain");
    primitive_component(ctx, PRIMITIVE_COMPONENT, "secret", args);
    Ok(())
}

fn component_primitive_conversions(ctx: &Context) -> Result<()> {
    let settings: types::Conversions = ctx.config().read()?;
    let (map, array) = ([("fromBool", true), ("fromString", true)], [2.0, 42.0, 6.5]);
    let args = primitive::ResourceArgs::new(
        settings.plain_string.parse::<bool>()?,
        map,
        settings.plain_integer,
        settings.plain_numeric_string.parse::<i64>()?,
        array,
        settings.plain_number.to_string(),
    );
    let r#type = "components:index:ConversionComponent";
    primitive_component(ctx, r#type, "plainValues", args);
    let args = primitive::ResourceArgs::new(
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
    primitive_component(ctx, r#type, "secretValues", args);
    Ok(())
}

fn rewrite_conversions(ctx: &Context) -> Result<()> {
    let (map, array) = ([("t", true), ("f", false)], [-1, 0, 1]);
    let args = primitive::ResourceArgs::new(true, map, 3.14, 42, array, false.to_string());
    primitive::Resource::new(ctx, "direct", args, none());
    let map = [("left", true), ("right", false)];
    let args = primitive::ResourceArgs::new(false, map, 2.5, 7, [10, 11], true.to_string());
    primitive_component(ctx, "components:index:Converted", "converted", args);
    Ok(())
}

fn map_keys(ctx: &Context) -> Result<()> {
    let args = primitive::ResourceArgs::new(
        false,
        crate::l2::names::all_keys(),
        2.17,
        -12,
        [0, 1],
        "adversarial",
    );
    let res = primitive_component(ctx, "components:index:MyComponent", "cmp", args);
    ctx.export("resourceBooleanMap", &res.boolean_map);
    Ok(())
}

fn resource_keyword_overlap(ctx: &Context) -> Result<()> {
    let component = Component::new(ctx, "components:index:KeywordComponent", "comp", none());
    let this = simple(ctx, "comp-this", true, component.child());
    let parent = simple(ctx, "comp-parent", &this.value, component.child());
    component.register_outputs([("result", &parent.value)]);
    ctx.export("result", &parent.value);
    Ok(())
}

/// Two components of which each needs an output of the other: their resources are declared in the order of what they need.
fn deferred_outputs(ctx: &Context) -> Result<()> {
    let component = |r#type: &str, name: &str| {
        Component::new(ctx, &format!("components:index:{type}"), name, none())
    };
    let untainted = |component: &Component, kind: &str, name: &str| {
        let name = format!("{name}-{kind}-untainted");
        simple(ctx, &name, true, component.child()).value
    };
    let tainted = |component: &Component, kind: &str, name: &str, input: &Output<bool>| {
        let name = format!("{name}-{kind}-tainted");
        simple(ctx, &name, input.map(|input| !input), component.child()).value
    };
    let finish = |component: Component, untainted: &Output<bool>, tainted: &Output<bool>| {
        component.register_outputs([("untainted", untainted), ("tainted", tainted)]);
    };

    let (first, second) = (component("First", "first"), component("Second", "second"));
    let first_untainted = untainted(&first, "first", "first");
    let second_untainted = untainted(&second, "second", "second");
    let first_tainted = tainted(&first, "first", "first", &second_untainted);
    let second_tainted = tainted(&second, "second", "second", &first_untainted);
    finish(first, &first_untainted, &first_tainted);
    finish(second, &second_untainted, &second_tainted);

    let another = component("First", "another");
    let another_untainted = untainted(&another, "first", "another");
    let many = ["many-0", "many-1"].map(|name| {
        let many = component("Second", name);
        let untainted = untainted(&many, "second", name);
        let tainted = tainted(&many, "second", name, &another_untainted);
        finish(many, &untainted, &tainted);
        untainted
    });
    let is_xyz = Output::join(many).map(|many| {
        let letters: Vec<_> = many
            .iter()
            .map(|untainted| if *untainted { "a" } else { "b" })
            .collect();
        letters.concat() == "xyz"
    });
    let another_tainted = tainted(&another, "first", "another", &is_xyz);
    finish(another, &another_untainted, &another_tainted);
    Ok(())
}
