use super::paths::Paths;
use crate::settings::Architecture;
use anyhow::{Context as _, bail};
use pulumi::log::Log;
use std::{
    env,
    ffi::OsStr,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What to do when a tool is missing.
const INSTALL: &str =
    "building the handler needs cargo-lambda and zig: pip install cargo-lambda ziglang";

/// Between flags in `CARGO_ENCODED_RUSTFLAGS`, where they may hold spaces.
const SEPARATOR: &str = "\u{1f}";

/// Builds the handler's executable for Lambda, and says where it is.
pub(super) fn bootstrap(
    project: &Path,
    folder: &Path,
    architecture: Architecture,
    log: &Log,
) -> anyhow::Result<PathBuf> {
    let mut building = command(project, folder, architecture)?
        .spawn()
        .context("cannot run cargo to build the handler")?;
    let lines = building.stderr.take().into_iter();
    let mut said = Vec::new();
    for line in lines.flat_map(|stderr| BufReader::new(stderr).lines()) {
        let line = line.context("cannot read what cargo says")?;
        match progress(&line) {
            Some(step) => log.status(format!("building the handler: {step}")),
            None => said.push(line),
        }
    }
    let ended = building
        .wait()
        .context("cannot wait for cargo to build the handler")?;
    if !ended.success() {
        bail!(explanation(said.join("\n").trim()));
    }
    Ok(folder.join("bootstrap/bootstrap"))
}

fn command(project: &Path, folder: &Path, architecture: Architecture) -> anyhow::Result<Command> {
    let paths = Paths::of(project)?;
    let (option, target, cpu) = match architecture {
        Architecture::X86_64 => ("--x86-64", "x86_64_unknown_linux_gnu", "haswell"),
        Architecture::Arm64 => ("--arm64", "aarch64_unknown_linux_gnu", "neoverse-n1"),
    };
    let mut rust_flags: Vec<_> = paths.for_rust().collect();
    rust_flags.push(format!("-Ctarget-cpu={cpu}"));
    let mut command = Command::new("cargo");
    command
        .args(["lambda", "build", "--release", "--locked", option])
        .args(["--package", "handler", "--bin", "bootstrap"])
        // Its optimizations are flags in the environment, where ours would hide them. The workspace's profile has them all.
        .arg("--disable-optimizations")
        .arg("--lambda-dir")
        .arg(folder)
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    for (name, _) in env::vars_os() {
        if changes_the_build(&name) {
            command.env_remove(&name);
        }
    }
    command
        .env("CARGO_ENCODED_RUSTFLAGS", rust_flags.join(SEPARATOR))
        .env(
            format!("CFLAGS_{target}"),
            paths.for_c().collect::<Vec<_>>().join(" "),
        );
    Ok(command)
}

/// What cargo is doing, if a line is about that: `   Compiling serde v1.0.228`.
fn progress(line: &str) -> Option<&str> {
    const VERBS: [&str; 9] = [
        "Blocking",
        "Building",
        "Compiling",
        "Downloaded",
        "Downloading",
        "Finished",
        "Fresh",
        "Locking",
        "Updating",
    ];
    // Verbs are set flush right. Nothing that a compiler says begins so.
    let step = line.strip_prefix(' ')?.trim();
    let verb = step.split(' ').next()?;
    VERBS.contains(&verb).then_some(step)
}

fn explanation(said: &str) -> String {
    const MISSING: [&str; 2] = ["no such command: `lambda`", "Zig is not installed"];
    match MISSING.iter().any(|missing| said.contains(missing)) {
        true => INSTALL.to_owned(),
        false => format!("the handler does not build:\n{said}"),
    }
}

/// Whether a variable would make other bytes of the same source: those that Cargo, which runs this program, sets for it, and those by
/// which a person changes how Rust is built.
///
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>
fn changes_the_build(name: &OsStr) -> bool {
    const NAMES: [&str; 7] = [
        "CARGO",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_PRIMARY_PACKAGE",
        "LD_LIBRARY_PATH",
        "RUSTFLAGS",
    ];
    const PREFIXES: [&str; 7] = [
        "CARGO_BUILD_",
        "CARGO_LAMBDA_",
        "CARGO_MANIFEST_",
        "CARGO_PKG_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_AARCH64",
        "CARGO_TARGET_X86_64",
    ];
    name.to_str().is_some_and(|name| {
        NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    })
}
