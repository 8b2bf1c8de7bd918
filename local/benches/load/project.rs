//! The project as the benchmarks run it.

use std::{fs, path::Path};
use tempfile::TempDir;

/// This project with a stack whose own throttle lets all pass that a benchmark sends.
pub fn unthrottled() -> TempDir {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name| folder.path().join(name);
    fs::copy(project.join("Pulumi.yaml"), file("Pulumi.yaml")).unwrap();
    let stack = "config:\n  aws:region: eu-north-1\n  task-management-app:throttleRate: 10000\n  task-management-app:throttleBurst: 5000\n";
    fs::write(file("Pulumi.dev.yaml"), stack).unwrap();
    folder
}
