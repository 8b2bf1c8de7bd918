//! Notes which compiler builds the host: `pulumi about` shows it.

use std::{env, error::Error, process::Command};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = env::var("RUSTC")?;
    let version = Command::new(&rustc).arg("--version").output()?;
    let version = String::from_utf8(version.stdout)?;
    println!("cargo::rustc-env=PULUMI_RUSTC_VERSION={}", version.trim());
    Ok(())
}
