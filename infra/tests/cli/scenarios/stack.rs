//! A stack in a project folder of its own.

use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
};
use tempfile::TempDir;

/// The project's own folder.
pub const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");

pub struct Stack {
    folder: TempDir,
    name: String,
    variables: Vec<(&'static str, String)>,
}

/// What a command said, on both of its outputs.
pub struct Said {
    pub text: String,
    pub succeeded: bool,
}

impl Said {
    pub fn of(output: Output) -> Self {
        Self {
            text: [output.stdout, output.stderr]
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .concat(),
            succeeded: output.status.success(),
        }
    }

    #[track_caller]
    pub fn succeeded(self) -> String {
        assert!(self.succeeded, "{}", self.text);
        self.text
    }

    #[track_caller]
    pub fn failed(self) -> String {
        assert!(!self.succeeded, "{}", self.text);
        self.text
    }
}

impl Stack {
    /// A stack that is not up, with the settings of a stack's file besides the artifact.
    pub fn new(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for part in ["account", "backend", "bin", "home", "project/infra"] {
            fs::create_dir_all(at.join(part)).unwrap();
        }
        let project = Path::new(PROJECT);
        fs::copy(project.join("Pulumi.yaml"), at.join("project/Pulumi.yaml")).unwrap();
        symlink(project.join("board"), at.join("project/board")).unwrap();
        fs::write(at.join("project/handler.zip"), "a handler").unwrap();
        fs::write(at.join("project/other.zip"), "another handler").unwrap();
        let provider = env!("CARGO_BIN_EXE_pulumi-resource-aws");
        symlink(provider, at.join("bin/pulumi-resource-aws")).unwrap();
        let stack = Self {
            folder,
            name: "dev".to_owned(),
            variables: Vec::new(),
        };
        stack.host(binaries().join("infra"));
        stack.pulumi(&["stack", "init", "dev"]).succeeded();
        stack.set("artifact", "handler.zip");
        for (key, value) in settings {
            stack.set(key, value);
        }
        stack
    }

    /// A stack with everything that settings can add, which is up. It is made once, and copied.
    pub fn up() -> Self {
        static UP: LazyLock<Stack> = LazyLock::new(|| {
            let stack = Stack::new(&[
                ("accessLogs", "true"),
                ("alarmEmail", "board@example.com"),
                ("aws:region", "eu-north-1"),
                ("dataProtection", "false"),
                ("tags", "[team=board]"),
                ("website", "true"),
            ]);
            stack.update().succeeded();
            stack
        });
        UP.copy()
    }

    fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for part in ["account", "backend", "bin", "project"] {
            copy(&self.folder.path().join(part), &folder.path().join(part));
        }
        fs::create_dir(folder.path().join("home")).unwrap();
        Self {
            folder,
            name: self.name.clone(),
            variables: Vec::new(),
        }
    }

    /// Has the CLI start this program.
    pub fn host(&self, program: impl AsRef<Path>) {
        self.host_script(&format!("exec {} \"$@\"", program.as_ref().display()));
    }

    pub fn host_script(&self, line: &str) {
        let script = self.project().join("infra/pulumi-language-rust");
        fs::write(&script, format!("#!/bin/sh\n{line}\n")).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Sets a variable of the environment of all further commands.
    pub fn variable(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Writes a setting into the stack's file, in YAML.
    pub fn set(&self, key: &str, value: &str) {
        let key = match key.contains(':') {
            true => key.to_owned(),
            false => format!("task-management-app:{key}"),
        };
        let file = self.project().join(format!("Pulumi.{}.yaml", self.name));
        let text = fs::read_to_string(&file).unwrap();
        let line = format!("  {key}: ");
        let mut lines: Vec<_> = text
            .lines()
            .filter(|text| !text.starts_with(&line))
            .collect();
        if !lines.contains(&"config:") {
            lines.push("config:");
        }
        let setting = format!("{line}{value}");
        lines.push(&setting);
        fs::write(&file, lines.join("\n") + "\n").unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_at(&self.project(), arguments)
    }

    pub fn command_at(&self, project: &Path, arguments: &[&str]) -> Command {
        let pulumi = env::var_os("PULUMI").unwrap_or_else(|| "pulumi".into());
        let mut command = Command::new(pulumi);
        let at = |part: &str| self.folder.path().join(part);
        let path = env::var_os("PATH").unwrap_or_default();
        let path = [at("bin")].into_iter().chain(env::split_paths(&path));
        command
            .args(arguments)
            .args(["--non-interactive", "--color", "never"])
            .current_dir(project)
            .env("AWS_ACCOUNT", at("account"))
            .env("PATH", env::join_paths(path).unwrap())
            .env("PULUMI_HOME", at("home"))
            .env(
                "PULUMI_BACKEND_URL",
                format!("file://{}", at("backend").display()),
            )
            .env("PULUMI_CONFIG_PASSPHRASE", "")
            .env("PULUMI_SKIP_UPDATE_CHECK", "true")
            .env("PULUMI_STACK", &self.name)
            // Or each command waits for a network.
            .env("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    pub fn pulumi(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    pub fn update(&self) -> Said {
        self.pulumi(&["up", "--yes", "--skip-preview"])
    }

    /// What a preview says, by the end of each URN, but for what stays as it is: operation and properties.
    pub fn preview(&self) -> Vec<(String, Value)> {
        let preview = self.command(&["preview", "--json"]).output().unwrap();
        let said = Said::of(preview.clone());
        assert!(said.succeeded, "{}", said.text);
        let preview: Value = serde_json::from_slice(&preview.stdout).unwrap();
        steps(&preview)
    }

    /// Where the CLI keeps the state.
    pub fn state_file(&self) -> PathBuf {
        let stacks = ".pulumi/stacks/task-management-app";
        let file = format!("{}.json", self.name);
        self.folder.path().join("backend").join(stacks).join(file)
    }

    /// The state, with secrets in their encrypted form.
    pub fn state(&self) -> Value {
        let exported = self.command(&["stack", "export"]).output().unwrap();
        serde_json::from_slice(&exported.stdout).unwrap()
    }

    /// What the state has, by the end of each URN.
    pub fn resources(&self) -> Vec<String> {
        let state = self.state();
        let resources = state["deployment"]["resources"].as_array();
        let urns = resources
            .into_iter()
            .flatten()
            .map(|resource| &resource["urn"]);
        urns.map(|urn| path(urn.as_str().unwrap())).collect()
    }

    /// What exists in the account, by logical names. Several under one name are listed as often.
    pub fn existing(&self) -> Vec<String> {
        let folder = self.folder.path().join("account/resources");
        let mut names: Vec<_> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .map(|id| id.rsplit_once('-').unwrap().0.to_owned())
            .collect();
        names.sort();
        names
    }

    /// The one resource of a logical name in the account: its file.
    pub fn existing_file(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join("account/resources");
        let mut files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
        let is_it = |id: &OsStr| {
            let id = id.to_str().unwrap();
            id.rsplit_once('-').is_some_and(|(known, _)| known == name)
        };
        files.find(|file| is_it(&file.file_name())).unwrap().path()
    }

    /// The calls of one kind that the provider got, by logical names.
    pub fn calls(&self, call: &str) -> Vec<String> {
        let log = fs::read_to_string(self.folder.path().join("account/calls"));
        let log = log.unwrap_or_default();
        let calls = log.lines().filter_map(|line| line.split_once(' '));
        calls
            .filter(|(made, _)| *made == call)
            .map(|(_, urn)| urn.rsplit("::").next().unwrap().to_owned())
            .collect()
    }

    pub fn forget_calls(&self) {
        let _ = fs::remove_file(self.folder.path().join("account/calls"));
    }
}

/// The steps of `preview --json` that change something.
fn steps(preview: &Value) -> Vec<(String, Value)> {
    let steps = preview["steps"].as_array().into_iter().flatten();
    let steps = steps.filter(|step| step["op"] != "same");
    steps
        .map(|step| {
            let mut told = serde_json::Map::new();
            told.insert("operation".to_owned(), step["op"].clone());
            for (key, reasons) in [
                ("properties", "diffReasons"),
                ("replaced for", "replaceReasons"),
            ] {
                if let Some(list) = step[reasons].as_array() {
                    // The CLI tells them in any order.
                    let list: BTreeSet<_> = list.iter().filter_map(Value::as_str).collect();
                    told.insert(key.to_owned(), json!(list));
                }
            }
            (path(step["urn"].as_str().unwrap()), told.into())
        })
        .collect()
}

/// `component$type::name` of `urn:pulumi:STACK::PROJECT::component$type::name`.
pub fn path(urn: &str) -> String {
    urn.splitn(3, "::").nth(2).unwrap_or(urn).to_owned()
}

/// Where Cargo puts this workspace's binaries.
pub fn binaries() -> PathBuf {
    let one = Path::new(env!("CARGO_BIN_EXE_pulumi-resource-aws"));
    one.parent().unwrap().to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        let kind = fs::symlink_metadata(&from).unwrap().file_type();
        if kind.is_symlink() {
            symlink(fs::read_link(&from).unwrap(), to).unwrap();
        } else if kind.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, to).unwrap();
        }
    }
}
