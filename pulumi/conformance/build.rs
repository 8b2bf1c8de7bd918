//! Generates the code of all packages of the tests, a module for each; one that there are several versions of has the version in
//! its name (`simple_v26`), but for the first.

use heck::ToSnakeCase;
use pulumi_codegen::{Package, generate};
use std::{env, fmt::Write, fs, path::Path};

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-changed=schemas");
    let mut files: Vec<_> = fs::read_dir("schemas")?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    files.sort();
    let mut modules: Vec<String> = Vec::new();
    let mut packages = Vec::new();
    for file in files {
        let schema = fs::read_to_string(file)?;
        let package = Package::new(&schema, "")?;
        let mut module = package.name().to_snake_case();
        if modules.contains(&module) || module == "enum" {
            let major = package.version().split('.').next();
            module = format!("{module}_v{}", major.unwrap_or_default());
        }
        packages.push(Package::new(&schema, format!("crate::packages::{module}"))?);
        modules.push(module);
    }
    let mut code = String::new();
    for (module, package) in modules.iter().zip(&packages) {
        let (name, version) = (package.name(), package.version());
        writeln!(
            code,
            "/// The package `{name}` {version}.\npub mod {module} {{"
        )?;
        code.push_str(&generate(package, &packages)?);
        code.push_str("}\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("packages.rs"), code)?;
    Ok(())
}
