//! Writes the code of the resources, functions and types that the schema has.

use pulumi_codegen::{Package, generate};
use std::{env, fs, path::Path};

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-changed=schema.json");
    let package = Package::new(&fs::read_to_string("schema.json")?, "crate")?
        .documented_at("https://www.pulumi.com/registry/packages/aws/api-docs");
    let code = generate(&package, &[])?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("resources.rs"), code)?;
    Ok(())
}
