use infra::settings::Architecture;
use pulumi::testing::Mocks;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{LazyLock, mpsc},
};

/// A checkout in which the handler has been built.
pub struct Checkout {
    folder: PathBuf,
    file: PathBuf,
    /// What was said while it was built.
    pub said: Vec<String>,
}

/// The project's source in a folder of its own, and what was built there.
pub fn one() -> &'static Checkout {
    static ONE: LazyLock<Checkout> = LazyLock::new(|| Checkout::copy("one"));
    &ONE
}

/// The same in a folder with a longer name. Built after the first, since both are as fast as the machine.
pub fn another() -> &'static Checkout {
    static ANOTHER: LazyLock<Checkout> = LazyLock::new(|| {
        one();
        Checkout::copy("another/folder")
    });
    &ANOTHER
}

impl Checkout {
    fn copy(name: &str) -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("artifact")
            .join(name);
        let listed = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(project)
            .output()
            .unwrap();
        assert!(listed.status.success(), "git lists the project's files");
        let listed = String::from_utf8(listed.stdout).unwrap();
        for file in listed.split_terminator('\0') {
            let (from, to) = (project.join(file), folder.join(file));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(from, to).unwrap();
        }
        // Without its own `target` it would find nothing to tell of.
        let _ = fs::remove_dir_all(folder.join("target"));
        Self::build(&folder).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Builds the handler as the program does.
    pub fn build(folder: &Path) -> Result<Self, String> {
        let (sender, files) = mpsc::channel();
        let at = folder.to_owned();
        let declared = Mocks::new().try_declare(move |ctx| {
            let file = infra::artifact::make(&at, Architecture::X86_64, ctx.log())?;
            Ok(sender.send(file)?)
        });
        let declared = declared.map_err(|failed| failed.to_string())?;
        let said = declared.diagnostics().iter();
        Ok(Self {
            folder: folder.to_owned(),
            file: files.recv().unwrap(),
            said: said
                .filter(|said| said.ephemeral)
                .map(|said| said.message.clone())
                .collect(),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn archive(&self) -> Vec<u8> {
        fs::read(self.folder.join(&self.file)).unwrap()
    }

    pub fn bootstrap(&self) -> Vec<u8> {
        let beside = self.file.with_file_name("bootstrap/bootstrap");
        fs::read(self.folder.join(beside)).unwrap()
    }
}
