//! The types of arguments.

use crate::packages::{
    constant, discriminated_union, discriminated_union_many, discriminated_union_marked_key, docs,
    enum_v30, extenumref, optional_primitive_ref, optionalprimitive, plain, primitive,
    primitive_defaults, primitive_ref, ref_ref, secret, union,
};
use anyhow::Result;
use pulumi::{Context, InvokeOptions, Output, ResourceOptions};
use serde::Deserialize;
use std::collections::BTreeMap;

crate::tests! {
    "l2-discriminated-union": discriminated_union [discriminated_union],
    "l2-discriminated-union-many": discriminated_union_many [discriminated_union_many],
    "l2-discriminated-union-marked-key": discriminated_union_marked_key [discriminated_union_marked_key],
    "l2-docs": docs [docs, enum_v30],
    "l2-enum": r#enum [enum_v30],
    "l2-external-enum": external_enum [enum_v30, extenumref],
    "l2-plain": plain [plain],
    "l2-primitive-ref": primitive_ref [primitive_ref],
    "l2-primitive-ref-optional": primitive_ref_optional [optional_primitive_ref],
    "l2-proxy-index": proxy_index [ref_ref],
    "l2-ref-ref": ref_ref [ref_ref],
    "l2-resource-config-objects": resource_config_objects [primitive],
    "l2-resource-config-primitives": resource_config_primitives [primitive],
    "l2-resource-const": resource_const [constant],
    "l2-resource-optional": resource_optional [optionalprimitive, primitive],
    "l2-resource-primitive-defaults": resource_primitive_defaults [primitive_defaults],
    "l2-resource-secret": resource_secret [secret],
    "l2-union": union [union],
}

fn none() -> ResourceOptions {
    ResourceOptions::new()
}

fn discriminated_union(ctx: &Context) -> Result<()> {
    use discriminated_union::{
        Example, ExampleArgs, ExampleArrayOfUnionOf, VariantOne, VariantTwo,
    };

    let of_union = VariantOne::new().field1("v1 array(union)");
    let args = ExampleArgs::new()
        .union_of(VariantOne::new().field1("v1 union"))
        .array_of_union_of([of_union.clone()]);
    Example::new(ctx, "example1", args, none());
    let both: [pulumi::Input<ExampleArrayOfUnionOf>; 2] = [
        VariantTwo::new().field2("v2 array(union)").into(),
        of_union.into(),
    ];
    let args = ExampleArgs::new()
        .union_of(VariantTwo::new().field2("v2 union"))
        .array_of_union_of(both);
    Example::new(ctx, "example2", args, none());
    Ok(())
}

fn discriminated_union_many(ctx: &Context) -> Result<()> {
    use discriminated_union_many::{
        Example, ExampleArgs, SubsetExample, SubsetExampleArgs, Variant1, Variant2, Variant3,
        Variant4, Variant5, Variant6, Variant7, Variant8, Variant9, Variant10,
    };

    let args = ExampleArgs::new;
    for (name, args) in [
        (
            "example1",
            args().union_of(Variant1::new().payload("p1").extra("e1")),
        ),
        (
            "example2",
            args().union_of(Variant2::new().payload("p2").extra("e2")),
        ),
        (
            "example3",
            args().union_of(Variant3::new().payload("p3").count(3)),
        ),
        (
            "example4",
            args().union_of(Variant4::new().payload("p4").enabled(true)),
        ),
        (
            "example5",
            args().union_of(Variant5::new().payload("p5").label("l5")),
        ),
        (
            "example6",
            args().union_of(Variant6::new().payload("p6").code(6)),
        ),
        (
            "example7",
            args().union_of(Variant7::new().payload("p7").message("m7")),
        ),
        (
            "example8",
            args().union_of(Variant8::new().payload("p8").size(8)),
        ),
        (
            "example9",
            args().union_of(Variant9::new().payload("p9").flag(false)),
        ),
        (
            "example10",
            args().union_of(Variant10::new().payload("p10").note("n10")),
        ),
    ] {
        Example::new(ctx, name, args, none());
    }
    let subset = SubsetExampleArgs::new().union_of(Variant3::new().payload("sp").count(33));
    let subset1 = SubsetExample::new(ctx, "subset1", subset, none());
    let union = subset1.union_of.map(Option::unwrap_or_default);
    Example::new(ctx, "example11", args().union_of(union), none());
    Ok(())
}

fn discriminated_union_marked_key(ctx: &Context) -> Result<()> {
    use discriminated_union_marked_key::{Example, ExampleArgs, VariantTwo};

    let args = ExampleArgs::new(VariantTwo::new().field2("known"));
    let first = Example::new(ctx, "first", args, none());
    let second = Example::new(ctx, "second", ExampleArgs::new(&first.union_out), none());
    ctx.export("out", &second.union_out);
    Ok(())
}

fn docs(ctx: &Context) -> Result<()> {
    use docs::{FunArgs, Resource, ResourceArgs, fun};
    use enum_v30::{IntEnum, Res, ResArgs, StringEnum};

    let args = ResArgs::new()
        .int_enum(IntEnum::IntOne)
        .string_enum(StringEnum::StringOne);
    Res::new(ctx, "enumRes", args, none());
    let out = fun(ctx, FunArgs::new(false), InvokeOptions::new()).out;
    let args = ResourceArgs::new(StringEnum::StringOne, out);
    Resource::new(ctx, "res", args, none());
    Ok(())
}

fn r#enum(ctx: &Context) -> Result<()> {
    use enum_v30::{
        Deluxe, DeluxeArgs, Holder, IntEnum, NumberEnum, Res, ResArgs, StringEnum, WordyEnum,
        mod_::{self, nested},
    };

    let args = ResArgs::new()
        .int_enum(IntEnum::IntOne)
        .string_enum(StringEnum::StringTwo);
    Res::new(ctx, "sink1", args, none());
    let args = mod_::ResArgs::new()
        .int_enum(mod_::IntEnum::IntOne)
        .string_enum(mod_::StringEnum::StringTwo);
    mod_::Res::new(ctx, "sink2", args, none());
    let args = nested::ResArgs::new()
        .int_enum(nested::IntEnum::IntOne)
        .string_enum(nested::StringEnum::StringTwo);
    nested::Res::new(ctx, "sink3", args, none());
    let args = DeluxeArgs::new()
        .number_enum(NumberEnum::ZeroPointOne)
        .wordy_enum(WordyEnum::ItSGotApostrophes)
        .array_of_enum([StringEnum::StringOne, StringEnum::StringTwo])
        .map_of_enum([("small", IntEnum::IntOne), ("large", IntEnum::IntTwo)])
        .holder(
            Holder::new()
                .size(IntEnum::IntTwo)
                .color(StringEnum::StringOne),
        )
        .union_enum(WordyEnum::AValueWithSpaces);
    Deluxe::new(ctx, "sink4", args, none());
    Ok(())
}

fn external_enum(ctx: &Context) -> Result<()> {
    use enum_v30::{IntEnum, Res, ResArgs, StringEnum};

    let args = ResArgs::new()
        .int_enum(IntEnum::IntOne)
        .string_enum(StringEnum::StringOne);
    Res::new(ctx, "myRes", args, none());
    let args = extenumref::SinkArgs::new().string_enum(StringEnum::StringTwo);
    extenumref::Sink::new(ctx, "mySink", args, none());
    Ok(())
}

fn plain(ctx: &Context) -> Result<()> {
    use plain::{Data, InnerData, Resource, ResourceArgs};

    let map = [("two", "turtle doves"), ("three", "french hens")];
    let inner = InnerData::new([false, true], false, 2.17, -12, "Goodbye", map);
    let map = [("x", "100"), ("y", "200")];
    let data = Data::new([true, false], true, 4.5, inner, 1024, "Hello", map);
    let item = InnerData::new([true], true, 3.14, 42, "Plain", [("one", "partridge")]);
    let args = ResourceArgs::new(data).data_list([item]);
    Resource::new(ctx, "res", args, none());

    let (no_list, no_map): ([bool; 0], [(&str, &str); 0]) = ([], []);
    let inner = InnerData::new(no_list, false, 0, 0, "", no_map);
    let data = Data::new(no_list, false, 0, inner, 0, "", no_map);
    let no_items: [InnerData; 0] = [];
    let args = ResourceArgs::new(data).data_list(no_items);
    Resource::new(ctx, "emptyListRes", args, none());
    Ok(())
}

fn primitive_ref(ctx: &Context) -> Result<()> {
    use primitive_ref::{Data, Resource, ResourceArgs};

    let map = [("two", "turtle doves"), ("three", "french hens")];
    let data = Data::new([false, true], false, 2.17, -12, "Goodbye", map);
    Resource::new(ctx, "res", ResourceArgs::new(data), none());
    Ok(())
}

fn primitive_ref_optional(ctx: &Context) -> Result<()> {
    use optional_primitive_ref::{Data, Resource, ResourceArgs};

    let data = Data::new()
        .boolean(true)
        .float(3.14)
        .integer(42)
        .string("hello")
        .number_array([-1.0, 0.0, 1.0])
        .boolean_map([("t", true), ("f", false)]);
    let args = ResourceArgs::new(data).optional_data(Data::new().string("optional parent"));
    let set = Resource::new(ctx, "setRes", args, none());
    let unset = Resource::new(ctx, "unsetRes", ResourceArgs::new(Data::new()), none());
    let parent = set
        .optional_data
        .map(|data| data?["string"].as_str().map(str::to_owned));
    let args = ResourceArgs::new(Data::new().string(parent));
    Resource::new(ctx, "fromNestedOptional", args, none());

    let null = |is_null: bool| if is_null { "null" } else { "not null" }.to_owned();
    for (property, export) in [
        ("boolean", "Boolean"),
        ("float", "Float"),
        ("integer", "Integer"),
        ("string", "String"),
        ("numberArray", "NumberArray"),
        ("booleanMap", "BooleanMap"),
    ] {
        let value = set.data.map(move |data| data[property].clone());
        ctx.export(&format!("set{export}"), value);
        let is_null = unset.data.map(move |data| null(data[property].is_null()));
        ctx.export(&format!("unset{export}"), is_null);
    }
    let is_null =
        |resource: &Resource| resource.optional_data.map(move |data| null(data.is_none()));
    ctx.export("setOptionalData", is_null(&set));
    ctx.export("unsetOptionalData", is_null(&unset));
    let string = |resource: &Resource| resource.data.map(|data| data["string"].clone());
    ctx.export(
        "tupleOfOptional",
        Output::join([string(&set), string(&unset)]),
    );
    let array = |resource: &Resource| {
        resource.data.try_map(|data| {
            Ok(serde_json::from_value::<Option<Vec<f64>>>(
                data["numberArray"].clone(),
            )?)
        })
    };
    let arrays = Output::join([array(&set), array(&unset)]);
    let first = arrays.map(|arrays| arrays.into_iter().next().flatten());
    let args = ResourceArgs::new(Data::new().number_array(first));
    Resource::new(ctx, "fromOptionalLists", args, none());
    Ok(())
}

fn ref_ref_data(list: Vec<bool>) -> ref_ref::Data {
    let map = [("two", "turtle doves"), ("three", "french hens")];
    let inner = ref_ref::InnerData::new([false, true], false, 2.17, -12, "Goodbye", map);
    let map = [("x", "100"), ("y", "200")];
    ref_ref::Data::new(list, true, 4.5, inner, 1024, "Hello", map)
}

fn ref_ref(ctx: &Context) -> Result<()> {
    use ref_ref::{Resource, ResourceArgs};

    Resource::new(ctx, "res", ResourceArgs::new(ref_ref_data(vec![])), none());
    Ok(())
}

fn proxy_index(ctx: &Context) -> Result<()> {
    use ref_ref::{InnerData, Resource, ResourceArgs};

    let map = [("one", "in a pear tree")];
    let item = InnerData::new([true], false, 3.14, 42, "Partridge", map);
    let data = ref_ref_data(vec![true]).inner_data_list([item]);
    let res = Resource::new(ctx, "res", ResourceArgs::new(data), none());
    ctx.export("bool", res.data.map(|data| data["boolean"].clone()));
    ctx.export("array", res.data.map(|data| data["boolArray"][0].clone()));
    ctx.export("map", res.data.map(|data| data["stringMap"]["x"].clone()));
    let nested = res
        .data
        .map(|data| data["innerData"]["stringMap"]["three"].clone());
    ctx.export("nested", nested);
    let item = res
        .data
        .map(|data| data["innerDataList"][0]["string"].clone());
    ctx.export("listIndex", item);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Objects {
    pub(crate) plain_number_array: Vec<f64>,
    pub(crate) plain_boolean_map: BTreeMap<String, bool>,
    pub(crate) secret_number_array: Output<Vec<f64>>,
    pub(crate) secret_boolean_map: Output<BTreeMap<String, bool>>,
}

fn resource_config_objects(ctx: &Context) -> Result<()> {
    use primitive::{Resource, ResourceArgs};

    let settings: Objects = ctx.config().read()?;
    let (map, array) = (settings.plain_boolean_map, settings.plain_number_array);
    let args = ResourceArgs::new(true, map, 3.5, 3, array, "plain");
    Resource::new(ctx, "plain", args, none());
    let (map, array) = (settings.secret_boolean_map, settings.secret_number_array);
    let args = ResourceArgs::new(true, map, 3.5, 3, array, "secret");
    Resource::new(ctx, "secret", args, none());
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Primitives {
    pub(crate) plain_bool: bool,
    pub(crate) plain_number: f64,
    pub(crate) plain_integer: i64,
    pub(crate) plain_string: String,
    pub(crate) secret_bool: Output<bool>,
    pub(crate) secret_number: Output<f64>,
    pub(crate) secret_integer: Output<i64>,
    pub(crate) secret_string: Output<String>,
}

/// Values of which each is given where another type is wanted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Conversions {
    pub(crate) plain_bool: bool,
    pub(crate) plain_number: f64,
    pub(crate) plain_integer: f64,
    pub(crate) plain_string: String,
    pub(crate) plain_numeric_string: String,
    pub(crate) secret_number: Output<String>,
    pub(crate) secret_integer: Output<String>,
    pub(crate) secret_string: Output<String>,
    pub(crate) secret_numeric_string: Output<String>,
}

fn resource_config_primitives(ctx: &Context) -> Result<()> {
    use primitive::{Resource, ResourceArgs};

    let settings: Primitives = ctx.config().read()?;
    let map = [("t", true), ("f", false)];
    let args = ResourceArgs::new(
        settings.plain_bool,
        map,
        settings.plain_number,
        settings.plain_integer,
        [-1.0, 0.0, 1.0],
        settings.plain_string,
    );
    Resource::new(ctx, "plain", args, none());
    let args = ResourceArgs::new(
        settings.secret_bool,
        map,
        settings.secret_number,
        settings.secret_integer,
        [-2.0, 0.0, 2.0],
        settings.secret_string,
    );
    Resource::new(ctx, "secret", args, none());
    Ok(())
}

fn resource_const(ctx: &Context) -> Result<()> {
    use constant::{Resource, ResourceArgs};

    let first = Resource::new(ctx, "first", ResourceArgs::new(), none());
    ctx.export("kind", &first.kind);
    ctx.export("flag", &first.flag);
    ctx.export("count", &first.count);
    ctx.export("ratio", &first.ratio);
    Ok(())
}

fn resource_optional(ctx: &Context) -> Result<()> {
    use optionalprimitive::{Resource, ResourceArgs};

    /// The same arguments, from another resource's outputs.
    macro_rules! copied {
        ($resource:expr) => {
            ResourceArgs::new()
                .boolean(&$resource.boolean)
                .float(&$resource.float)
                .integer(&$resource.integer)
                .string(&$resource.string)
                .number_array(&$resource.number_array)
                .boolean_map(&$resource.boolean_map)
        };
    }
    fn null<T: serde::de::DeserializeOwned + 'static>(
        output: &Output<Option<T>>,
    ) -> Output<&'static str> {
        output.map(|value| if value.is_none() { "null" } else { "not null" })
    }

    let unset_a = Resource::new(ctx, "unsetA", ResourceArgs::new(), none());
    let unset_b = Resource::new(ctx, "unsetB", copied!(unset_a), none());
    ctx.export("unsetBoolean", null(&unset_b.boolean));
    ctx.export("unsetFloat", null(&unset_b.float));
    ctx.export("unsetInteger", null(&unset_b.integer));
    ctx.export("unsetString", null(&unset_b.string));
    ctx.export("unsetNumberArray", null(&unset_b.number_array));
    ctx.export("unsetBooleanMap", null(&unset_b.boolean_map));

    let (array, map) = ([-1.0, 0.0, 1.0], [("t", true), ("f", false)]);
    let args = ResourceArgs::new()
        .boolean(true)
        .float(3.14)
        .integer(42)
        .string("hello")
        .number_array(array)
        .boolean_map(map);
    let set_a = Resource::new(ctx, "setA", args, none());
    let set_b = Resource::new(ctx, "setB", copied!(set_a), none());
    let args = primitive::ResourceArgs::new(true, map, 3.14, 42, array, "hello");
    let source = primitive::Resource::new(ctx, "sourcePrimitive", args, none());
    Resource::new(ctx, "fromPrimitive", copied!(source), none());
    ctx.export("setBoolean", &set_b.boolean);
    ctx.export("setFloat", &set_b.float);
    ctx.export("setInteger", &set_b.integer);
    ctx.export("setString", &set_b.string);
    ctx.export("setNumberArray", &set_b.number_array);
    ctx.export("setBooleanMap", &set_b.boolean_map);
    Ok(())
}

fn resource_primitive_defaults(ctx: &Context) -> Result<()> {
    use primitive_defaults::{Resource, ResourceArgs};

    let args = ResourceArgs::new()
        .boolean(true)
        .float(3.14)
        .integer(42)
        .string("hello");
    Resource::new(ctx, "resExplicit", args, none());
    Resource::new(ctx, "resDefaulted", ResourceArgs::new(), none());
    Ok(())
}

fn resource_secret(ctx: &Context) -> Result<()> {
    use secret::{Data, Resource, ResourceArgs};

    let data = || Data::new("closed", "open");
    let args = ResourceArgs::new(
        "closed",
        ["closed"],
        data(),
        [data()],
        [("key", data())],
        [("key", "closed")],
        "open",
        data(),
    );
    Resource::new(ctx, "res", args, none());
    Ok(())
}

fn union(ctx: &Context) -> Result<()> {
    use union::{AccessRights, BlobType, EnumOutput, EnumOutputArgs, Example, ExampleArgs};

    let example = |name: &str, args| Example::new(ctx, name, args, none());
    let args = ExampleArgs::new;
    example(
        "stringOrIntegerExample1",
        args().string_or_integer_property(42),
    );
    example(
        "stringOrIntegerExample2",
        args().string_or_integer_property("forty two"),
    );
    let map = [("key1", [("key1a", "value1a")])];
    let maps = example("mapMapUnionExample", args().map_map_union_property(map));
    ctx.export("mapMapUnionOutput", &maps.map_map_union_property);
    let rights = [
        AccessRights::Listen.as_str(),
        AccessRights::Send.as_str(),
        "NotAnEnumValue",
    ];
    example(
        "stringEnumUnionListExample",
        args().string_enum_union_list_property(rights),
    );
    example(
        "safeEnumExample",
        args().typed_enum_property(BlobType::Block),
    );
    let of_output = EnumOutput::new(
        ctx,
        "enumOutputExample",
        EnumOutputArgs::new("example"),
        none(),
    );
    example(
        "outputEnumExample",
        args().typed_enum_property(&of_output.type_),
    );
    Ok(())
}
