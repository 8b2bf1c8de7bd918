//! The committed code of the language host's protocol is what its definition says. `GOLDEN=rewrite` writes it anew.

use std::{env, fs, path::Path};

#[test]
fn the_code_of_the_protocol_is_generated_from_its_definition() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
    let generated = Path::new(env!("CARGO_TARGET_TMPDIR")).join("protocol");
    fs::create_dir_all(&generated).unwrap();
    let definition = protox::compile(["language.proto"], [&folder]).unwrap();
    tonic_prost_build::configure()
        .client_mod_attribute(".", "#[cfg(feature = \"engine\")]")
        .out_dir(&generated)
        .compile_fds(definition)
        .unwrap();
    let generated = fs::read_to_string(generated.join("pulumirpc.rs")).unwrap();
    let committed = folder.join("language.rs");
    if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
        fs::write(&committed, &generated).unwrap();
    }
    // Not `assert_eq`, which would show both.
    assert!(
        fs::read_to_string(&committed).unwrap() == generated,
        "{} is not what language.proto says; rewrite it",
        committed.display()
    );
}
