//! State that cannot be used is said to be, and is left alone.

use super::process::{self, LaptopProcess};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A state folder with one run behind it.
fn used() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let laptop = LaptopProcess::start(&["--state", folder.path().to_str().unwrap()]);
    laptop.signal(Signal::TERM);
    laptop.wait();
    folder
}

fn start_on(folder: &tempfile::TempDir) -> process::Said {
    let state = folder.path().to_str().unwrap();
    process::run(&mut process::command(&["--port", "0", "--state", state]))
}

#[test]
fn a_file_by_which_tables_are_found_is_named_and_kept_when_it_is_damaged() {
    for name in ["names.json", "state.json"] {
        let folder = used();
        fs::remove_file(folder.path().join("dev/names.json")).unwrap();
        let file = folder.path().join("dev").join(name);
        fs::write(&file, "{").unwrap();
        let said = start_on(&folder);
        assert_eq!(said.status.code(), Some(1));
        let told = said.stderr;
        assert!(told.contains(file.to_str().unwrap()), "{told}");
        assert!(told.contains("starts afresh"), "{told}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "{");
    }
}

#[tokio::test]
async fn tables_that_an_older_version_has_noted_are_found_with_their_data() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let laptop = LaptopProcess::start(&["--state", state]);
    let tables = ["itemsTable", "usersTable"].map(|table| laptop.outputs[table].clone());
    let create = json!({"action": "createItem", "title": "Kept", "status": "todo"});
    let created = laptop.connect("?format=json").await.ask(create).await;
    laptop.signal(Signal::TERM);
    laptop.wait();

    // As such a version left the folder, in which names were made by chance.
    fs::remove_file(folder.path().join("dev/names.json")).unwrap();
    let note = |component: &str, table: &Value, name: &str, keys: [&str; 2]| {
        json!({
            "urn": format!(
                "urn:pulumi:dev::task-management-app::taskboard:infra:{component}$aws:dynamodb/table:Table::{name}"
            ),
            "type": "aws:dynamodb/table:Table",
            "name": name,
            "custom": true,
            "id": table,
            "inputs": {
                "attributes": keys.map(|key| json!({"name": key, "type": "S"})),
                "hashKey": keys[0],
                "name": table,
                "rangeKey": keys[1],
            },
            "pendingDelete": false,
        })
    };
    let [items, users] = &tables;
    let noted = json!({"version": 1, "project": "task-management-app", "resources": [
        note("ItemsTable", items, "itemsTable", ["boardId", "itemId"]),
        note("ConnectionsTable", users, "usersTable", ["topic", "connectionId"]),
    ]});
    let old = folder.path().join("dev/state.json");
    fs::write(&old, noted.to_string()).unwrap();

    for _ in 0..2 {
        let laptop = LaptopProcess::start(&["--state", state]);
        let found = ["itemsTable", "usersTable"].map(|table| laptop.outputs[table].clone());
        assert_eq!(found, tables);
        let mut client = laptop.connect("?format=json").await;
        let board = client.ask(json!({"action": "scanEntireTable"})).await;
        assert_eq!(board["response"]["Items"], json!([created["item"]]));
        assert!(!old.exists(), "it is read once");
        laptop.signal(Signal::TERM);
        laptop.wait();
    }
}

#[test]
fn a_database_that_cannot_be_read_is_named_and_kept() {
    let folder = used();
    let file = folder.path().join("dev/dynamodb.sqlite");
    for beside in ["dynamodb.sqlite-wal", "dynamodb.sqlite-shm"] {
        let _ = fs::remove_file(folder.path().join("dev").join(beside));
    }
    fs::write(
        &file,
        "this is not a database, and long enough to be seen as none".repeat(100),
    )
    .unwrap();
    let said = start_on(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(
        said.stderr.contains(file.to_str().unwrap()),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("starts afresh"), "{}", said.stderr);
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .starts_with("this is not")
    );
}

#[test]
fn a_folder_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _first = LaptopProcess::start(&["--state", folder.path().to_str().unwrap()]);
    let said = start_on(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("in use"), "{}", said.stderr);
}

#[test]
fn tables_of_another_project_are_left_as_they_are_and_named_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let project = tempfile::tempdir().unwrap();
    for file in ["Pulumi.yaml", "Pulumi.dev.yaml"] {
        let content = fs::read_to_string(process::project().join(file)).unwrap();
        let content = content.replace("task-management-app", "another-app");
        fs::write(project.path().join(file), content).unwrap();
    }
    let run = |root: &Path| {
        let told = tempfile::NamedTempFile::new().unwrap();
        let mut command = process::command(&["--port", "0", "--json", "--state", state]);
        command.current_dir(root).stderr(told.reopen().unwrap());
        let (laptop, lines) = LaptopProcess::printing(&mut command, 1);
        laptop.signal(Signal::TERM);
        laptop.wait();
        let outputs: Value = serde_json::from_str(&lines[0]).unwrap();
        let tables =
            ["itemsTable", "usersTable"].map(|table| outputs[table].as_str().unwrap().to_owned());
        let told = fs::read_to_string(told.path()).unwrap();
        let told = told.lines().filter(|line| !line.starts_with("board: "));
        (tables, told.map(str::to_owned).collect::<Vec<_>>())
    };
    let (tables, told) = run(process::project());
    assert_eq!(told, [""; 0]);
    let (others, told) = run(project.path());
    assert!(tables.iter().all(|table| !others.contains(table)));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(&tables.join(", ")), "{told:?}");
    assert_eq!(run(process::project()).0, tables);
}

#[test]
fn a_state_folder_that_cannot_be_made_is_named_once_with_the_reason() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let state = file.path().to_str().unwrap();
    let said = process::run(&mut process::command(&["--port", "0", "--state", state]));
    assert_eq!(said.status.code(), Some(1));
    assert_eq!(
        said.stderr.matches("os error").count(),
        1,
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains(state), "{}", said.stderr);
}
