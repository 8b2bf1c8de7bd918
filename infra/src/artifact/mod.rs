//! The handler's artifact for a stack in the cloud: a zip file that is there, or one made of this very source.
//!
//! The same source gives the same bytes, so that an unchanged handler is no change of the stack (docs/adr/0009-the-program-builds-the-handler.md).

mod build;
mod package;
mod paths;

use crate::settings::{Architecture, ArtifactSource, Settings};
use anyhow::{Context as _, bail};
use pulumi::{Archive, Context, log::Log};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// The archive that the settings ask for. It is built now, so that nobody deploys yesterday's handler; if nothing has changed since
/// the last build, that takes no longer than Cargo takes to see it.
///
/// # Errors
///
/// The file is missing, cargo-lambda or zig is, or the handler does not compile.
pub fn provide(ctx: &Context, settings: &Settings) -> anyhow::Result<Archive> {
    match &*settings.artifact {
        ArtifactSource::File(path) if path.is_file() => Ok(Archive::file(path)),
        ArtifactSource::File(_) if settings.artifact.is_secret() => {
            bail!("there is no file where the setting `artifact`, which is secret, says")
        }
        ArtifactSource::File(path) => bail!(
            "there is no file {}, which the setting `artifact` names (relative to Pulumi.yaml's folder)",
            path.display()
        ),
        ArtifactSource::Built => {
            let project = Path::new(crate::PROJECT)
                .canonicalize()
                .with_context(|| format!("the project's folder {} is gone", crate::PROJECT))?;
            // The CLI runs the program in the project's folder. A relative path keeps this machine's folders out of the state.
            make(&project, *settings.handler_architecture, ctx.log()).map(Archive::file)
        }
    }
}

/// Builds and packs the handler of the project in a folder. Returns the zip file's path in that folder.
///
/// # Errors
///
/// As [`provide`].
pub fn make(project: &Path, architecture: Architecture, log: &Log) -> anyhow::Result<PathBuf> {
    log.status("building the handler");
    let folder = Path::new("target/lambda").join(architecture.name());
    let at = project.join(&folder);
    // Another stack of this checkout would replace the executable while it is read.
    let alone = lock(&at).with_context(|| format!("cannot lock {}", folder.display()))?;
    let executable = build::bootstrap(project, &at, architecture, log)?;
    let executable =
        fs::read(&executable).with_context(|| format!("cannot read {}", executable.display()))?;
    let file = folder.join("handler.zip");
    replace(&project.join(&file), &package::zip(&executable)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    drop(alone);
    log.status("the handler is built");
    Ok(file)
}

/// Has a folder for this process alone, until the file is dropped or the process ends.
fn lock(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = File::create(folder.join("lock"))?;
    file.lock()?;
    Ok(file)
}

/// Makes a file have these bytes at once: the engine of another stack may be reading it.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let beside = file.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(beside, file)
}
