use crate::{
    Generator,
    names::{Name, camel_case, snake_case, variant},
    schema::{contains, fields, text},
    types::{Direction, base_type},
};
use anyhow::{Context as _, Result};
use heck::ToUpperCamelCase;
use serde_json::{Value as Json, json};
use std::{collections::BTreeSet, fmt::Write};

/// Whether arguments that the schema calls secret become secrets. Of a resource they do, and with all that is in them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrets {
    Marked,
    AsGiven,
}

impl Generator<'_> {
    pub(crate) fn package(&mut self) -> Result<()> {
        let schema = &self.package.schema;
        let (name, version) = (&schema["name"], text(&schema["version"]));
        writeln!(
            self.root.items,
            "/// The package's version.\n\
            pub const VERSION: &str = {version:?};\n\
            /// What programs with resources of this package need.\n\
            pub const PACKAGE: ::pulumi::host::Package = ::pulumi::host::Package {{ name: {name}, version: VERSION }};"
        )?;
        let methods: BTreeSet<_> = fields(&schema["resources"])
            .map(|(_, definition)| definition)
            .chain([&schema["provider"]])
            .flat_map(|definition| fields(&definition["methods"]))
            .map(|(_, token)| text(token))
            .collect();
        self.provider(&schema["provider"])?;
        for (token, definition) in fields(&schema["resources"]) {
            self.resource(token, definition)
                .with_context(|| format!("the resource {token}"))?;
        }
        for (token, definition) in fields(&schema["functions"]) {
            if !methods.contains(token.as_str()) {
                self.function(token, definition)
                    .with_context(|| format!("the function {token}"))?;
            }
        }
        for (token, definition) in fields(&schema["types"]) {
            match definition["type"].as_str() {
                Some("object") => self.object(token, definition),
                _ => self.enumeration(token, definition),
            }
            .with_context(|| format!("the type {token}"))?;
        }
        Ok(())
    }

    fn provider(&mut self, definition: &Json) -> Result<()> {
        let package = text(&self.package.schema["name"]);
        let name = Name {
            module: Vec::new(),
            item: "Provider".to_owned(),
        };
        let r#type = format!("pulumi:providers:{package}");
        let doc = "What resources are created with, in place of the provider of the stack's configuration.";
        self.declare_resource(&name, &r#type, doc, definition)?;
        writeln!(
            self.root.items,
            "impl ::pulumi::resource::ProviderResource for Provider {{ const PACKAGE: &'static str = {package:?}; }}"
        )?;
        self.methods(&name, definition)
    }

    fn resource(&mut self, token: &str, definition: &Json) -> Result<()> {
        let name = self.package.names.resource(token)?;
        self.declare_resource(&name, token, &format!("`{token}`."), definition)?;
        self.methods(&name, definition)
    }

    fn declare_resource(
        &mut self,
        name: &Name,
        r#type: &str,
        doc: &str,
        definition: &Json,
    ) -> Result<()> {
        let Name { module, item } = name;
        let page = self.page(name);
        self.arguments(
            &format!("Arguments of [`{item}`].{page}"),
            &name.with("Args"),
            &definition["inputProperties"],
            &definition["requiredInputs"],
            Secrets::Marked,
        )?;
        if !definition["stateInputs"].is_null() {
            let state = &definition["stateInputs"];
            self.arguments(
                &format!("State of a [`{item}`] that exists already."),
                &name.with("State"),
                &state["properties"],
                &state["required"],
                Secrets::AsGiven,
            )?;
        }
        let (properties, required) = (&definition["properties"], &definition["required"]);
        let outputs = self.outputs(name, properties, required)?;
        let flagged = |flag: &str| {
            let properties = fields(properties).filter(|(_, schema)| schema[flag] == true);
            json!(properties.map(|(name, _)| name).collect::<Vec<_>>())
        };
        let (secrets, replacing) = (flagged("secret"), flagged("replaceOnChanges"));
        let root = &self.package.path;
        let url = text(&self.package.schema["pluginDownloadURL"]);
        let remote = definition["isComponent"] == true;
        writeln!(
            self.root.at(module).items,
            "::pulumi::resource! {{\n    \
                /// {doc}{page}\n    \
                pub struct {item}({type:?}, {item}Args) {{\n{outputs}    }}\n    \
                version: {root}::VERSION,\n    \
                plugin_download_url: {url:?},\n    \
                remote: {remote},\n    \
                secrets: {secrets},\n    \
                replace_on_changes: {replacing},\n\
            }}"
        )?;
        Ok(())
    }

    fn methods(&mut self, resource: &Name, definition: &Json) -> Result<()> {
        let methods: Vec<_> = fields(&definition["methods"])
            .map(|(name, token)| (name.clone(), text(token).to_owned()))
            .collect();
        for (method, token) in methods {
            let definition = &self.package.schema["functions"][&token];
            let name = resource.with(&method.to_upper_camel_case());
            let called = format!("{}::{}", resource.item, snake_case(&method));
            let results = self.call(&name, &called, definition)?;
            let root = &self.package.path;
            writeln!(
                self.root.at(&resource.module).items,
                "::pulumi::method! {{\n    \
                    /// `{token}`.\n    \
                    impl {} {{ pub fn {}({token:?}, {root}::VERSION, {}Args) -> {results} }}\n\
                }}",
                resource.item,
                snake_case(&method),
                name.item,
            )?;
        }
        Ok(())
    }

    fn function(&mut self, token: &str, definition: &Json) -> Result<()> {
        let name = self.package.names.function(token)?;
        let called = snake_case(&name.item);
        let results = self.call(&name, &called, definition)?;
        let (root, page) = (&self.package.path, self.page(&name));
        writeln!(
            self.root.at(&name.module).items,
            "::pulumi::function! {{\n    \
                /// `{token}`.{page}\n    \
                pub fn {called}({token:?}, {root}::VERSION, {}Args) -> {results}\n\
            }}",
            name.item
        )?;
        Ok(())
    }

    /// The arguments of a function or method, and how its macro names the results: a struct of them, or a single one.
    fn call(&mut self, name: &Name, called: &str, definition: &Json) -> Result<String> {
        let inputs = &definition["inputs"];
        let mut properties = inputs["properties"].clone();
        if let Some(properties) = properties.as_object_mut() {
            properties.remove("__self__");
        }
        let doc = format!("Arguments of [`{called}`].");
        let (args, required) = (name.with("Args"), &inputs["required"]);
        self.arguments(&doc, &args, &properties, required, Secrets::AsGiven)?;
        let outputs = &definition["outputs"];
        let is_single = !outputs.is_null() && !outputs["properties"].is_object();
        Ok(match is_single {
            true => self.rust_type(outputs, Direction::Output, name)?,
            false => {
                let properties = &outputs["properties"];
                let outputs = self.outputs(name, properties, &outputs["required"])?;
                format!("struct {}Result {{\n{outputs}    }}", name.item)
            }
        })
    }

    fn object(&mut self, token: &str, definition: &Json) -> Result<()> {
        let name = self.package.names.r#type(token)?;
        let (properties, required) = (&definition["properties"], &definition["required"]);
        let doc = format!("`{token}`: an object in arguments.");
        self.arguments(&doc, &name, properties, required, Secrets::AsGiven)
    }

    fn enumeration(&mut self, token: &str, definition: &Json) -> Result<()> {
        let Name { module, item } = self.package.names.r#type(token)?;
        let base = match base_type(definition) {
            "::std::string::String" => String::new(),
            base => format!(": {base}"),
        };
        let mut variants = String::new();
        for value in definition["enum"].as_array().into_iter().flatten() {
            writeln!(variants, "        {} = {},", variant(value), value["value"])?;
        }
        writeln!(
            self.root.at(&module).items,
            "::pulumi::enumeration! {{\n    \
                /// `{token}`.\n    \
                pub enum {item}{base} {{\n{variants}    }}\n\
            }}"
        )?;
        Ok(())
    }

    /// A sentence with the page of a resource or function, if there are pages.
    fn page(&self, name: &Name) -> String {
        let Some(url) = &self.package.documentation else {
            return String::new();
        };
        let modules = name.module.iter().map(|module| format!("{module}/"));
        let (modules, item) = (modules.collect::<String>(), name.item.to_lowercase());
        format!(" [Reference]({url}/{modules}{item}/).")
    }

    fn outputs(&mut self, owner: &Name, properties: &Json, required: &Json) -> Result<String> {
        let mut outputs = String::new();
        for (property, schema) in fields(properties) {
            // Every resource has these two anyway.
            if property == "id" || property == "urn" {
                continue;
            }
            let r#type = self.rust_type(schema, Direction::Output, owner)?;
            let r#type = match contains(required, property) {
                true => r#type,
                false => format!("::std::option::Option<{type}>"),
            };
            let name = snake_case(property);
            writeln!(outputs, "        {name}: {type} = {property:?},")?;
        }
        Ok(outputs)
    }

    fn arguments(
        &mut self,
        doc: &str,
        name: &Name,
        properties: &Json,
        required: &Json,
        secrets: Secrets,
    ) -> Result<()> {
        let [mut required_lines, mut optional_lines, mut constant_lines] =
            [const { String::new() }; 3];
        for (property, schema) in fields(properties) {
            if !schema["const"].is_null() {
                writeln!(
                    constant_lines,
                    "            {property:?} = {},",
                    schema["const"]
                )?;
                continue;
            }
            let union = Name {
                module: name.module.clone(),
                item: format!(
                    "{}{}",
                    name.item.strip_suffix("Args").unwrap_or(&name.item),
                    camel_case(property).to_upper_camel_case()
                ),
            };
            let r#type = self.rust_type(schema, Direction::Input, &union)?;
            let is_required = contains(required, property) && schema["default"].is_null();
            let lines = match is_required {
                true => &mut required_lines,
                false => &mut optional_lines,
            };
            let secret = match schema["secret"] == true && secrets == Secrets::Marked {
                true => " [secret]",
                false => "",
            };
            let default = match &schema["default"] {
                Json::Null => String::new(),
                default => format!(" default {default}"),
            };
            let name = snake_case(property);
            writeln!(
                lines,
                "            {name}: {type} = {property:?}{secret}{default},"
            )?;
        }
        let constant = match constant_lines.as_str() {
            "" => String::new(),
            lines => format!("        constant {{\n{lines}        }}\n"),
        };
        let Name { module, item } = name;
        writeln!(
            self.root.at(module).items,
            "::pulumi::arguments! {{\n    \
                /// {doc}\n    \
                pub struct {item} {{\n        \
                    required {{\n{required_lines}        }}\n        \
                    optional {{\n{optional_lines}        }}\n\
                    {constant}    \
                }}\n\
            }}"
        )?;
        Ok(())
    }
}

impl Name {
    /// A name beside this one.
    fn with(&self, suffix: &str) -> Self {
        Self {
            module: self.module.clone(),
            item: format!("{}{suffix}", self.item),
        }
    }
}
