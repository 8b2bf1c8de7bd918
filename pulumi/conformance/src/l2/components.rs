//! Components that providers make.

use crate::packages::{
    component, component_property_deps, output_value_input_deps, pick_call, plaincomponent,
    simple_invoke,
};
use anyhow::Result;
use pulumi::{Context, ResourceOptions};

crate::tests! {
    "l2-call-per-value-deps": call_per_value_deps [pick_call, simple_invoke],
    "l2-component-call-simple": component_call_simple [component],
    "l2-component-component-resource-ref": component_component_resource_ref [component],
    "l2-component-output-value-input-deps": component_output_value_input_deps [output_value_input_deps],
    "l2-component-program-resource-ref": component_program_resource_ref [component],
    "l2-component-property-deps": component_property_deps [component_property_deps],
    "l2-explicit-providers": explicit_providers [component],
    "l2-plain-component": plain_component [plaincomponent],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn call_per_value_deps(ctx: &Context) -> Result<()> {
    use pick_call::{Picker, PickerArgs, PickerGetBothArgs};
    use simple_invoke::{StringResource, StringResourceArgs};

    let c = Picker::new(ctx, "c", PickerArgs::new("c"), none());
    let pa = StringResource::new(ctx, "pa", StringResourceArgs::new("pa"), none());
    let pb = StringResource::new(ctx, "pb", StringResourceArgs::new("pb"), none());
    let both = c.get_both(ctx, PickerGetBothArgs::new(&pa.text, &pb.text));
    let a = both
        .wrapper
        .map(|wrapper| wrapper["a"].as_str().map(str::to_owned));
    StringResource::new(ctx, "g", StringResourceArgs::new(a), none());
    Ok(())
}

fn component_call_simple(ctx: &Context) -> Result<()> {
    use component::{
        ComponentCallable, ComponentCallableArgs, ComponentCallableIdentityArgs,
        ComponentCallablePrefixedArgs,
    };

    let args = ComponentCallableArgs::new("bar");
    let component1 = ComponentCallable::new(ctx, "component1", args, none());
    let identity = component1.identity(ctx, ComponentCallableIdentityArgs::new());
    ctx.export("from_identity", identity.result);
    let prefixed = component1.prefixed(ctx, ComponentCallablePrefixedArgs::new("foo-"));
    ctx.export("from_prefixed", prefixed.result);
    Ok(())
}

fn component_program_resource_ref(ctx: &Context) -> Result<()> {
    use component::{ComponentCustomRefOutput, ComponentCustomRefOutputArgs, Custom, CustomArgs};

    let args = ComponentCustomRefOutputArgs::new("foo-bar-baz");
    let component1 = ComponentCustomRefOutput::new(ctx, "component1", args, none());
    Custom::new(ctx, "custom1", CustomArgs::new(&component1.value), none());
    let referred = ctx.resource(&component1.ref_);
    Custom::new(ctx, "custom2", CustomArgs::new(&referred.value), none());
    Ok(())
}

fn component_component_resource_ref(ctx: &Context) -> Result<()> {
    use component::{
        ComponentCustomRefInputOutput, ComponentCustomRefInputOutputArgs, ComponentCustomRefOutput,
        ComponentCustomRefOutputArgs, Custom, CustomArgs,
    };

    let args = ComponentCustomRefOutputArgs::new("foo-bar-baz");
    let component1 = ComponentCustomRefOutput::new(ctx, "component1", args, none());
    let args = ComponentCustomRefInputOutputArgs::new(&component1.ref_);
    let component2 = ComponentCustomRefInputOutput::new(ctx, "component2", args, none());
    for (name, reference) in [
        ("custom1", &component2.input_ref),
        ("custom2", &component2.output_ref),
    ] {
        let referred = ctx.resource(reference);
        Custom::new(ctx, name, CustomArgs::new(&referred.value), none());
    }
    Ok(())
}

fn component_output_value_input_deps(ctx: &Context) -> Result<()> {
    use output_value_input_deps::{Component, ComponentArgs, Custom, CustomArgs, Refs};

    let a = Custom::new(ctx, "a", CustomArgs::new("a"), none());
    let b = Custom::new(ctx, "b", CustomArgs::new("b"), none());
    let args = ComponentArgs::new(Refs::new(&a.value, &b.value));
    Component::new(ctx, "comp", args, none());
    Ok(())
}

fn component_property_deps(ctx: &Context) -> Result<()> {
    use component_property_deps::{
        Component, ComponentArgs, ComponentRefsArgs, Custom, CustomArgs,
    };

    let custom1 = Custom::new(ctx, "custom1", CustomArgs::new("hello"), none());
    let custom2 = Custom::new(ctx, "custom2", CustomArgs::new("world"), none());
    let map = [("one", &custom1), ("two", &custom2)];
    let args = ComponentArgs::new(&custom1, [&custom1, &custom2], map);
    let component1 = Component::new(ctx, "component1", args, none());
    let args = ComponentRefsArgs::new(&custom1, [&custom1, &custom2], map);
    ctx.export("propertyDepsFromCall", component1.refs(ctx, args).result);
    Ok(())
}

fn explicit_providers(ctx: &Context) -> Result<()> {
    use component::{ComponentCallable, ComponentCallableArgs, Provider, ProviderArgs};

    let explicit = Provider::new(ctx, "explicit", ProviderArgs::new(), none());
    for name in ["list", "map"] {
        let options = none().provider(&explicit);
        ComponentCallable::new(ctx, name, ComponentCallableArgs::new("value"), options);
    }
    Ok(())
}

fn plain_component(ctx: &Context) -> Result<()> {
    use plaincomponent::{Component, ComponentArgs, Settings};

    let settings = Settings::new(true, [("env", "test")]);
    let args = ComponentArgs::new("my-resource", settings);
    let component = Component::new(ctx, "myComponent", args, none());
    ctx.export("label", &component.label);
    Ok(())
}
