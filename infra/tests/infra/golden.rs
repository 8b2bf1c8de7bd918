//! All registrations of the program, held against a file. `GOLDEN=rewrite cargo test --package infra` writes it anew.

use super::declarations::{mocks, program};
use std::{env, fs, path::Path};

#[test]
fn every_registration_is_as_in_the_golden_file() {
    let declared = mocks().declare(program).to_json();
    let text = serde_json::to_string_pretty(&declared).unwrap() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/infra/registrations.json");
    if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
        fs::write(&file, &text).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap();
    assert_eq!(
        text,
        expected,
        "what the program declares has changed; if it should, rewrite {}",
        file.display()
    );
}
