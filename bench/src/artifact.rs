//! What is measured: the board's own executable, and the baseline's bundle.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The workspace's folder.
fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds an executable of a package for this machine.
pub fn build(package: &str, name: &str) -> Result<PathBuf> {
    let arguments = ["build", "--release", "--package", package, "--bin", name];
    run(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .current_dir(workspace()),
    )?;
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace().join("target"), PathBuf::from);
    Ok(target.join("release").join(name).canonicalize()?)
}

/// Installs what the baseline needs, as its lock file says, and builds its bundle. Returns `node` and the bundle.
pub fn build_baseline() -> Result<(PathBuf, PathBuf)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("baseline-node");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let node = std::env::split_paths(&paths)
        .map(|path| path.join("node"))
        .find(|file| file.is_file())
        .context("the baseline needs Node.js 20 or later: there is no `node` on the PATH")?;
    for arguments in [
        &["ci", "--silent", "--no-audit", "--no-fund"][..],
        &["run", "--silent", "build"],
    ] {
        run(Command::new("npm").args(arguments).current_dir(&folder))?;
    }
    Ok((node, folder.join("dist/index.mjs")))
}

fn run(command: &mut Command) -> Result<()> {
    let what = format!("{command:?}");
    let status = command
        .status()
        .with_context(|| format!("{what} cannot be run"))?;
    if !status.success() {
        bail!("{what} failed: {status}");
    }
    Ok(())
}

/// The size of a file as the program's archive holds it, bytes.
pub fn zipped(file: &Path) -> Result<usize> {
    let content = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&content)?;
    Ok(encoder.finish()?.len())
}
