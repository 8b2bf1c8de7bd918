use anyhow::{Context as _, ensure};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Folders of this machine, and what stands for them in what is built: a panic tells its place in the source, and another
/// checkout must not change that.
pub(super) struct Paths(Vec<(PathBuf, String)>);

impl Paths {
    /// Finds the folders that source is compiled from: Cargo's registry, the standard library and the project.
    pub(super) fn of(project: &Path) -> anyhow::Result<Self> {
        let sysroot = rustc(&["--print", "sysroot"])?;
        let version = rustc(&["--version", "--verbose"])?;
        let commit = version
            .lines()
            .find_map(|line| line.strip_prefix("commit-hash: "))
            .unwrap_or("unknown");
        // Of several that fit, the compiler takes the last.
        Ok(Self(vec![
            (cargo_home()?, "/cargo".to_owned()),
            // The name that the precompiled standard library has for itself.
            (
                Path::new(sysroot.trim()).join("lib/rustlib/src/rust"),
                format!("/rustc/{commit}"),
            ),
            (project.to_owned(), "/project".to_owned()),
        ]))
    }

    /// Arguments of rustc.
    pub(super) fn for_rust(&self) -> impl Iterator<Item = String> {
        self.flags("--remap-path-prefix")
    }

    /// Arguments of a C compiler.
    pub(super) fn for_c(&self) -> impl Iterator<Item = String> {
        self.flags("-ffile-prefix-map")
    }

    fn flags(&self, option: &str) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(move |(folder, name)| format!("{option}={}={name}", folder.display()))
    }
}

fn cargo_home() -> anyhow::Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("there is neither a CARGO_HOME nor a home directory")
}

fn rustc(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("rustc")
        .args(arguments)
        .output()
        .context("cannot run rustc, which comes with cargo")?;
    ensure!(
        output.status.success(),
        "rustc {} ends with {}",
        arguments.join(" "),
        output.status
    );
    String::from_utf8(output.stdout).context("rustc writes text")
}
