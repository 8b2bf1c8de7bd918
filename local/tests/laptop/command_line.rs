//! What a user types, and what it prints.

use super::process::{self, LaptopProcess, project};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::{fs, net::TcpListener};

#[tokio::test]
async fn the_outputs_are_those_of_the_stack_in_one_json_object_on_one_line() {
    let laptop = LaptopProcess::in_memory();
    let port = laptop
        .url()
        .rsplit(':')
        .next()
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let outputs = &laptop.outputs;
    assert_eq!(
        outputs["websocketUrl"],
        format!("ws://127.0.0.1:{port}/production")
    );
    assert_eq!(
        outputs["connectionsUrl"],
        format!("http://127.0.0.1:{port}/production/@connections")
    );
    assert_eq!(outputs["region"], "eu-north-1");
    assert_eq!(outputs["stage"], "production");
    assert!(
        outputs["itemsTable"]
            .as_str()
            .unwrap()
            .starts_with("itemsTable-")
    );
    assert!(
        outputs["usersTable"]
            .as_str()
            .unwrap()
            .starts_with("usersTable-")
    );
    assert_eq!(
        outputs["frontendConfig"],
        json!({
            "websocketUrl": outputs["websocketUrl"],
            "stage": "production",
            "region": "eu-north-1",
            "statuses": ["todo", "inprogress", "done"],
        })
    );
    assert_eq!(outputs.as_object().unwrap().len(), 7);
    laptop.connect("").await.expect_nothing().await;
}

#[test]
fn without_json_each_output_is_a_line() {
    let mut command = process::command(&["--in-memory", "--port", "0"]);
    let (_laptop, lines) = LaptopProcess::printing(&mut command, 8);
    let outputs: Vec<_> = lines
        .iter()
        .map(|line| line.trim_end().split_once(": ").unwrap())
        .collect();
    let names: Vec<_> = outputs.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "connectionsUrl",
            "frontendConfig",
            "itemsTable",
            "region",
            "stage",
            "usersTable",
            "websocketUrl",
            "board"
        ]
    );
    let config: Value = serde_json::from_str(outputs[1].1).unwrap();
    assert_eq!(config["websocketUrl"], outputs[6].1);
}

#[test]
fn standard_output_has_the_outputs_and_nothing_else() {
    let laptop = LaptopProcess::in_memory();
    laptop.signal(Signal::TERM);
    let (status, rest) = laptop.wait();
    assert!(status.success(), "{status}");
    assert_eq!(rest, "");
}

// Who is whose child is read from /proc.
#[cfg(target_os = "linux")]
#[test]
fn sigterm_and_ctrl_c_end_it_with_its_sandboxes() {
    for signal in [Signal::TERM, Signal::INT] {
        let laptop = LaptopProcess::in_memory();
        let sandboxes = laptop.sandboxes();
        assert!(!sandboxes.is_empty());
        laptop.signal(signal);
        let (status, _) = laptop.wait();
        assert!(status.success(), "{signal:?}: {status}");
        assert!(sandboxes.into_iter().all(|pid| !process::is_alive(pid)));
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_to_choose_another() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = process::run(&mut process::command(&["--in-memory", "--port", &port]));
    assert_eq!(said.status.code(), Some(1));
    assert!(
        said.stderr.contains(&format!("port {port}")),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("--port"), "{}", said.stderr);
    assert_eq!(said.stdout, "");
}

#[test]
fn an_unknown_stack_is_answered_with_the_stacks_there_are() {
    let folder = project_with("");
    fs::copy(
        folder.path().join("Pulumi.dev.yaml"),
        folder.path().join("Pulumi.beta.yaml"),
    )
    .unwrap();
    let mut command = process::command(&["--in-memory", "--port", "0", "--stack", "prod"]);
    let said = process::run(command.current_dir(folder.path()));
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("`prod`"), "{}", said.stderr);
    assert!(said.stderr.contains("beta, dev"), "{}", said.stderr);
}

/// A project whose stack `dev` has these lines in its `config:` block.
fn project_with(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        project().join("Pulumi.yaml"),
        folder.path().join("Pulumi.yaml"),
    )
    .unwrap();
    let stack = format!("config:\n  aws:region: eu-north-1\n{config}");
    fs::write(folder.path().join("Pulumi.dev.yaml"), stack).unwrap();
    folder
}

fn run_in(folder: &tempfile::TempDir) -> process::Said {
    process::run(process::command(&["--in-memory", "--port", "0"]).current_dir(folder.path()))
}

#[test]
fn an_encrypted_value_is_an_error_that_names_its_key() {
    let folder = project_with("  task-management-app:alarmEmail:\n    secure: AAABAKnq\n");
    let said = run_in(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(
        said.stderr.contains("task-management-app:alarmEmail"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("encrypted"), "{}", said.stderr);
    assert!(said.stderr.contains("Pulumi.dev.yaml"), "{}", said.stderr);
}

#[test]
fn every_bad_setting_is_named_in_one_error_with_what_it_may_be() {
    let folder = project_with(
        "  task-management-app:handlerTimeout: 60\n  task-management-app:statuses: []\n  task-management-app:colour: red\n",
    );
    let said = run_in(&folder);
    assert_eq!(said.status.code(), Some(1));
    for words in [
        "Pulumi.dev.yaml",
        "`task-management-app:handlerTimeout` is `60`: it must be a whole number from 1 to 28",
        "`task-management-app:statuses`",
        "`task-management-app:colour` is not a setting",
    ] {
        assert!(said.stderr.contains(words), "{words}: {}", said.stderr);
    }
}

#[test]
fn a_folder_without_a_project_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let said = run_in(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("Pulumi.yaml"), "{}", said.stderr);
}

/// A setting that adds something to a stack must not be one that the laptop has never heard of.
#[tokio::test]
async fn with_everything_that_settings_can_add_the_board_still_works() {
    let folder = project_with(
        "  aws:allowedAccountIds: ['000000000000']\n  aws:profile: board\n  task-management-app:accessLogs: true\n  task-management-app:alarmEmail: board@example.com\n  task-management-app:dataProtection: true\n  task-management-app:handlerArchitecture: arm64\n  task-management-app:monitoring: true\n  task-management-app:reservedConcurrency: 20\n  task-management-app:tags: [team=board]\n  task-management-app:website: true\n",
    );
    let laptop = LaptopProcess::start_in(folder.path(), &["--in-memory"]);
    let mut client = laptop.connect("").await;
    let create = json!({"action": "createItem", "title": "A", "status": "todo"});
    assert_eq!(client.ask(create).await["message"], "Item created");
}

#[tokio::test]
async fn settings_of_the_stack_reach_the_board() {
    let folder = project_with(
        "  task-management-app:statuses: [new, old]\n  task-management-app:stage: beta\n",
    );
    let laptop = LaptopProcess::start_in(folder.path(), &["--in-memory"]);
    assert!(laptop.url().ends_with("/beta"), "{}", laptop.url());
    assert_eq!(
        laptop.outputs["frontendConfig"]["statuses"],
        json!(["new", "old"])
    );
    let mut client = laptop.connect("").await;
    for (status, answer) in [
        ("new", json!("Item created")),
        ("todo", json!("Failed to create item")),
    ] {
        let create = json!({"action": "createItem", "title": "A", "status": status});
        assert_eq!(client.ask(create).await["message"], answer);
    }
}

#[test]
fn a_setting_whose_declared_type_does_not_exist_is_an_error() {
    let folder = project_with("");
    let file = folder.path().join("Pulumi.yaml");
    let project = fs::read_to_string(&file).unwrap();
    fs::write(&file, project.replacen("type: integer", "type: number", 1)).unwrap();
    let said = run_in(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("\"number\""), "{}", said.stderr);
    assert!(said.stderr.contains("integer"), "{}", said.stderr);
}

#[test]
fn a_log_filter_that_is_none_is_an_error_that_names_the_variable() {
    let said = process::run(
        process::command(&["--in-memory", "--port", "0"]).env("RUST_LOG", "gateway=loud"),
    );
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("RUST_LOG"), "{}", said.stderr);
}

#[test]
fn a_bare_cargo_run_is_the_laptop() {
    let metadata = std::process::Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(project())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let chosen: Vec<_> = packages
        .iter()
        .filter_map(|package| package["default_run"].as_str())
        .collect();
    // With two of them, cargo knows no more which one is meant.
    assert_eq!(chosen, ["local"]);
}
