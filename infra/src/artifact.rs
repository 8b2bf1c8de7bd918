//! The handler's artifact for a stack in the cloud.

use crate::settings::{Architecture, ArtifactSource, Settings};
use anyhow::{Context as _, bail};
use pulumi::Archive;
use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

/// Where cargo-lambda puts what it builds, in the project's folder.
const ARTIFACTS: &str = "target/lambda";

/// The archive that the settings ask for: a file that is there, or the handler of this very source, built now.
///
/// # Errors
///
/// The file is missing, cargo-lambda is, or the handler does not compile.
pub fn provide(settings: &Settings) -> anyhow::Result<Archive> {
    match &settings.artifact {
        ArtifactSource::File(path) if path.is_file() => Ok(Archive::file(path)),
        ArtifactSource::File(path) => bail!(
            "there is no file {}, which the setting `artifact` names (relative to Pulumi.yaml's folder)",
            path.display()
        ),
        ArtifactSource::Built => build(settings.handler_architecture),
    }
}

fn build(architecture: Architecture) -> anyhow::Result<Archive> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the crate `infra` lies in the project's folder")?;
    let artifacts = project.join(ARTIFACTS);
    let mut command = Command::new("cargo");
    command
        .args(["lambda", "build", "--release", "--package", "handler"])
        .args(["--bin", "bootstrap", "--output-format", "zip", "--quiet"])
        // Without one of these it builds for the machine it runs on.
        .arg(match architecture {
            Architecture::X86_64 => "--x86-64",
            Architecture::Arm64 => "--arm64",
        })
        .arg("--lambda-dir")
        .arg(&artifacts)
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_set_by_cargo) {
            command.env_remove(&name);
        }
    }
    let built = command
        .output()
        .context("cannot run cargo to build the handler")?;
    if !built.status.success() {
        let said = String::from_utf8_lossy(&built.stderr);
        if said.contains("no such command: `lambda`") {
            bail!(
                "building the handler needs cargo-lambda and zig: pip install cargo-lambda ziglang"
            );
        }
        bail!("the handler does not build:\n{}", said.trim_end());
    }
    Ok(Archive::file(artifacts.join("bootstrap/bootstrap.zip")))
}

/// Whether Cargo, which runs this program, sets this variable for it. A nested build must not see it.
///
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html#environment-variables-cargo-sets-for-crates>
fn is_set_by_cargo(name: &str) -> bool {
    const NAMES: [&str; 5] = [
        "CARGO",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "LD_LIBRARY_PATH",
    ];
    const PREFIXES: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}
