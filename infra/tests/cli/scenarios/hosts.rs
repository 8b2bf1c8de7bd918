//! The program's own build, by the script that the CLI starts in a checkout, and the tools that it takes.

use super::stack::{PROJECT, Said, Stack};
use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A fresh clone, with a target folder elsewhere in which nothing is built.
struct Checkout {
    stack: Stack,
    project: PathBuf,
    /// What the first preview said.
    first: Said,
}

impl Checkout {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
        let _ = fs::remove_dir_all(&folder);
        let project = folder.join("clone");
        let listed = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(PROJECT)
            .output()
            .unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        for file in listed.split_terminator('\0') {
            let to = project.join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(Path::new(PROJECT).join(file), to).unwrap();
        }
        let mut stack = Stack::new(&[("aws:region", "eu-north-1")]);
        let file = "Pulumi.dev.yaml";
        fs::copy(stack.project().join(file), project.join(file)).unwrap();
        fs::write(project.join("handler.zip"), "a handler").unwrap();
        stack.variable("CARGO_TARGET_DIR", folder.join("target").to_str().unwrap());
        let mut checkout = Self {
            stack,
            project,
            first: Said {
                text: String::new(),
                succeeded: false,
            },
        };
        checkout.first = checkout.preview();
        checkout
    }

    fn preview(&self) -> Said {
        let mut preview = self.stack.command_at(&self.project, &["preview"]);
        Said::of(preview.output().unwrap())
    }
}

fn checkout() -> MutexGuard<'static, Checkout> {
    static CHECKOUT: LazyLock<Mutex<Checkout>> = LazyLock::new(|| Mutex::new(Checkout::new()));
    CHECKOUT.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn the_first_build_tells_how_far_it_is_and_the_next_start_says_nothing() {
    let checkout = checkout();
    let said = &checkout.first.text;
    assert!(checkout.first.succeeded, "{said}");
    assert!(
        said.contains("Building the Pulumi program: some minutes"),
        "{said}"
    );
    assert!(
        said.contains("Building the Pulumi program: 50 crates"),
        "{said}"
    );
    let next = checkout.preview().succeeded();
    assert!(!next.contains("Building"), "{next}");
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_compile_error_is_told_in_the_compilers_own_words() {
    let checkout = checkout();
    let source = checkout.project.join("infra/src/main.rs");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, format!("{text}\nconst WRONG: u8 = \"text\";\n")).unwrap();
    let said = checkout.preview().failed();
    fs::write(&source, text).unwrap();
    assert!(said.contains("error[E0308]: mismatched types"), "{said}");
    assert!(said.contains("infra/src/main.rs"), "{said}");
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn a_build_that_another_holds_up_says_what_it_waits_for() {
    let checkout = checkout();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli/target/debug");
    let lock = fs::File::create(target.join(".cargo-lock")).unwrap();
    lock.lock().unwrap();
    let started = Instant::now();
    let (said, ()) = std::thread::scope(|scope| {
        let preview = scope.spawn(|| checkout.preview());
        std::thread::sleep(Duration::from_secs(5));
        lock.unlock().unwrap();
        (preview.join().unwrap().succeeded(), ())
    });
    assert!(started.elapsed() > Duration::from_secs(5));
    assert!(said.contains("Blocking waiting for file lock"), "{said}");
}

/// A folder for `PATH` with some tools and nothing else.
fn tools(stack: &Stack, names: &[&str]) -> String {
    let folder = stack.folder().join("tools");
    fs::create_dir_all(&folder).unwrap();
    for name in names {
        let found = env::split_paths(&env::var_os("PATH").unwrap())
            .map(|folder| folder.join(name))
            .find(|file| file.is_file());
        symlink(found.unwrap(), folder.join(name)).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn without_cargo_the_error_names_it() {
    let mut stack = Stack::new(&[]);
    let script = fs::read_to_string(Path::new(PROJECT).join("infra/pulumi-language-rust")).unwrap();
    stack.host_script(script.trim_start_matches("#!/bin/sh\n"));
    let path = tools(&stack, &["sh", "awk"]);
    let bin = stack.folder().join("bin");
    stack.variable("PATH", format!("{}:{path}", bin.display()));
    let said = stack.pulumi(&["preview"]).failed();
    assert!(said.contains("cargo"), "{said}");
    assert!(said.contains("not found"), "{said}");
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn without_cargo_lambda_the_error_says_how_to_install_it() {
    let mut stack = Stack::new(&[]);
    stack.set("artifact", "\"\"");
    let toolchain = Path::new(env!("CARGO")).parent().unwrap();
    let bin = stack.folder().join("bin");
    stack.variable("CARGO_HOME", bin.to_str().unwrap());
    stack.variable("PATH", format!("{}:{}", bin.display(), toolchain.display()));
    let said = stack.pulumi(&["preview"]).failed();
    let told = "building the handler needs cargo-lambda and zig: pip install cargo-lambda ziglang";
    assert!(said.contains(told), "{said}");
}

#[test]
#[ignore = "needs the Pulumi CLI"]
fn refreshing_and_destroying_start_no_program() {
    let stack = Stack::up();
    stack.host_script("exit 1");
    stack.pulumi(&["refresh", "--yes"]).succeeded();
    stack.pulumi(&["destroy", "--yes"]).succeeded();
    assert_eq!(stack.existing(), [""; 0]);
}
