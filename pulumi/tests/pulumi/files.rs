//! Files and archives: what counts as a change of them.

use crate::thing::{Journal, Thing, ThingArgs, changes};
use pulumi::{
    Archive, Context, ResourceOptions,
    engine::{Engine, Operation, Outcome, State},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("files")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn engine(folder: &Path, state: State) -> Engine {
    Engine::new("p", "s")
        .provider("test:", Journal::default())
        .folder(folder)
        .state(state)
}

fn program(path: PathBuf) -> impl FnOnce(&Context) -> anyhow::Result<()> + Send {
    move |ctx| {
        let args = ThingArgs::new().code(Archive::file(path));
        Thing::new(ctx, "a", args, ResourceOptions::new());
        Ok(())
    }
}

async fn run(folder: &Path, state: State, path: impl Into<PathBuf>) -> Outcome {
    engine(folder, state)
        .run(program(path.into()))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_relative_path_is_relative_to_the_folder_of_the_project_and_the_path_is_no_change() {
    let (one, other) = (folder("one"), folder("other"));
    fs::write(one.join("code.zip"), "bytes").unwrap();
    fs::write(other.join("same.zip"), "bytes").unwrap();
    let first = run(&one, State::default(), "code.zip").await;
    // In another checkout, under another name.
    let second = run(&other, first.state, "same.zip").await;
    assert_eq!(changes(&second), []);
    let third = run(&other, second.state, one.join("code.zip")).await;
    assert_eq!(changes(&third), []);
}

#[tokio::test]
async fn other_bytes_at_the_same_path_are_a_change() {
    let folder = folder("rewritten");
    fs::write(folder.join("code.zip"), "bytes").unwrap();
    let first = run(&folder, State::default(), "code.zip").await;
    fs::write(folder.join("code.zip"), "other").unwrap();
    let second = run(&folder, first.state, "code.zip").await;
    assert_eq!(changes(&second), [(Operation::Update, "a")]);
    let third = run(&folder, second.state, "code.zip").await;
    assert_eq!(changes(&third), []);
}

#[tokio::test]
async fn a_folder_is_its_paths_and_contents() {
    let folder = folder("folder");
    fs::create_dir_all(folder.join("code/lib")).unwrap();
    fs::write(folder.join("code/bootstrap"), "run").unwrap();
    fs::write(folder.join("code/lib/a"), "a").unwrap();
    let first = run(&folder, State::default(), "code").await;
    assert_eq!(
        changes(&run(&folder, first.state.clone(), "code").await),
        []
    );
    fs::rename(folder.join("code/lib/a"), folder.join("code/lib/b")).unwrap();
    let renamed = run(&folder, first.state, "code").await;
    assert_eq!(changes(&renamed), [(Operation::Update, "a")]);
    fs::write(folder.join("code/lib/b"), "b").unwrap();
    let rewritten = run(&folder, renamed.state, "code").await;
    assert_eq!(changes(&rewritten), [(Operation::Update, "a")]);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_that_names_it() {
    let folder = folder("empty");
    let run = engine(&folder, State::default()).run(program("code.zip".into()));
    let error = run.await.unwrap_err().to_string();
    assert!(
        error.starts_with("test:index/thing:Thing `a`: property `code`: "),
        "{error}"
    );
    assert!(error.contains("code.zip cannot be read"), "{error}");
}
