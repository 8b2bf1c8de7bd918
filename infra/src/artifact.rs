//! The handler's artifact for a stack in the cloud.

use crate::settings::{Architecture, ArtifactSource, Settings};
use anyhow::{Context as _, bail};
use pulumi::Archive;
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

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
    let mut command = Command::new("cargo");
    command
        .args(["lambda", "build", "--release", "--package", "handler"])
        .args(["--bin", "bootstrap", "--output-format", "zip", "--quiet"])
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if architecture == Architecture::Arm64 {
        command.arg("--arm64");
    }
    // Cargo, which runs this program, sets these for it; a nested build must not see them.
    for (name, _) in env::vars_os() {
        let inherited = name.to_string_lossy();
        if inherited.starts_with("CARGO")
            && inherited != "CARGO_HOME"
            && inherited != "CARGO_TARGET_DIR"
        {
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
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), PathBuf::from);
    Ok(Archive::file(target.join("lambda/bootstrap/bootstrap.zip")))
}
