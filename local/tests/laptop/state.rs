//! State that cannot be used is said to be, and is left alone.

use super::process::{self, LaptopProcess};
use rustix::process::Signal;
use std::fs;

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
fn a_state_file_that_is_damaged_is_named_and_kept() {
    let folder = used();
    let file = folder.path().join("dev/state.json");
    fs::write(&file, "{").unwrap();
    let said = start_on(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(
        said.stderr.contains(file.to_str().unwrap()),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("starts afresh"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{");
}

#[test]
fn a_state_file_of_another_version_is_named_and_kept() {
    let folder = used();
    let file = folder.path().join("dev/state.json");
    fs::write(&file, r#"{"version":99,"resources":[]}"#).unwrap();
    let said = start_on(&folder);
    assert_eq!(said.status.code(), Some(1));
    assert!(said.stderr.contains("version 99"), "{}", said.stderr);
    assert!(
        said.stderr.contains(file.to_str().unwrap()),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("start afresh"), "{}", said.stderr);
    assert!(file.exists());
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
fn the_state_of_another_project_is_refused_and_kept() {
    let folder = used();
    let project = tempfile::tempdir().unwrap();
    for file in ["Pulumi.yaml", "Pulumi.dev.yaml"] {
        let content = fs::read_to_string(process::project().join(file)).unwrap();
        let content = content.replace("task-management-app", "another-app");
        fs::write(project.path().join(file), content).unwrap();
    }
    let state = folder.path().to_str().unwrap();
    let file = folder.path().join("dev/state.json");
    let before = fs::read(&file).unwrap();
    let mut command = process::command(&["--port", "0", "--state", state]);
    let said = process::run(command.current_dir(project.path()));
    assert_eq!(said.status.code(), Some(1));
    assert!(
        said.stderr.contains("`task-management-app`"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("`another-app`"), "{}", said.stderr);
    assert_eq!(fs::read(&file).unwrap(), before);
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
