//! Writes the Rust code of a Pulumi package from its schema: calls of `pulumi::resource!`, `pulumi::function!` and their kin, a
//! module for each of the package's.
//!
//! A build script calls it, and the crate includes what it writes:
//!
//! ```no_run
//! use pulumi_codegen::{Package, generate};
//!
//! let random = Package::new(&std::fs::read_to_string("schema.json")?, "crate")?;
//! std::fs::write("resources.rs", generate(&random, &[])?)?;
//! # anyhow::Ok(())
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | `schema` | what all read a schema with |
//! | `names` | how the schema's names are written in Rust, and in which module each stands |
//! | `types` | the Rust type of each of the schema's types |
//! | `items` | the code of resources, functions, objects and enumerations |
//!
//! <https://www.pulumi.com/docs/iac/extending-pulumi/schema/>

mod items;
mod names;
mod schema;
mod types;

use anyhow::{Context as _, Result};
use names::Names;
use schema::text;
use serde_json::Value as Json;
use std::fmt::Write;

/// A package, and where its code stands.
pub struct Package {
    schema: Json,
    path: String,
    names: Names,
    documentation: Option<String>,
}

impl Package {
    /// Reads a package's schema. `path` is the Rust path of the module that the code is included in, such as `crate`.
    ///
    /// # Errors
    ///
    /// A text that is no schema.
    pub fn new(schema: &str, path: impl Into<String>) -> Result<Self> {
        let schema = serde_json::from_str(schema).context("the schema is not JSON")?;
        Ok(Self {
            names: Names::of(&schema)?,
            schema,
            path: path.into(),
            documentation: None,
        })
    }

    /// Refers to the pages of the package's resources and functions, below this URL, in the code's documentation.
    #[must_use]
    pub fn documented_at(mut self, url: impl Into<String>) -> Self {
        self.documentation = Some(url.into());
        self
    }

    /// The package's name.
    pub fn name(&self) -> &str {
        text(&self.schema["name"])
    }

    /// The package's version.
    pub fn version(&self) -> &str {
        text(&self.schema["version"])
    }
}

/// The code of a package. `others` are packages whose types it may refer to.
///
/// # Errors
///
/// A schema with something in it that has no form in Rust yet.
pub fn generate(package: &Package, others: &[Package]) -> Result<String> {
    let mut generator = Generator {
        package,
        others,
        root: Module::default(),
    };
    generator.package()?;
    let mut code = String::new();
    generator.root.write(&mut code)?;
    Ok(code)
}

struct Generator<'a> {
    package: &'a Package,
    others: &'a [Package],
    root: Module,
}

/// The code of a module.
#[derive(Default)]
struct Module {
    items: String,
    modules: std::collections::BTreeMap<String, Self>,
}

impl Module {
    fn at(&mut self, path: &[String]) -> &mut Self {
        path.iter().fold(self, |module, name| {
            module.modules.entry(name.clone()).or_default()
        })
    }

    fn write(&self, code: &mut String) -> Result<()> {
        code.push_str(&self.items);
        for (name, module) in &self.modules {
            writeln!(
                code,
                "/// The module `{name}` of the package.\npub mod {name} {{"
            )?;
            module.write(code)?;
            code.push_str("}\n");
        }
        Ok(())
    }
}
