//! Compiles the language host's protocol, without `protoc`, and notes which compiler builds the host.

use std::{env, error::Error, process::Command};

fn main() -> Result<(), Box<dyn Error>> {
    let proto = "proto/language.proto";
    println!("cargo::rerun-if-changed={proto}");
    tonic_prost_build::configure()
        .client_mod_attribute(".", "#[cfg(feature = \"engine\")]")
        .compile_fds(protox::compile([proto], ["proto"])?)?;

    let rustc = env::var("RUSTC")?;
    let version = Command::new(&rustc).arg("--version").output()?;
    let version = String::from_utf8(version.stdout)?;
    println!("cargo::rustc-env=PULUMI_RUSTC_VERSION={}", version.trim());
    Ok(())
}
