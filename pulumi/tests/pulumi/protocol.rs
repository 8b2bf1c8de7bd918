//! The committed code of the protocol is what its descriptors say. `GOLDEN=rewrite` writes it anew.

use prost::Message;
use prost_types::FileDescriptorSet;
use std::{env, fs, path::Path};

#[test]
fn the_code_of_the_protocol_is_generated_from_its_descriptors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
    let generated = Path::new(env!("CARGO_TARGET_TMPDIR")).join("protocol");
    fs::create_dir_all(&generated).unwrap();
    let descriptors = fs::read(folder.join("descriptors.binpb")).unwrap();
    let mut descriptors = FileDescriptorSet::decode(&*descriptors).unwrap();
    for file in &mut descriptors.file {
        // A program has messages in common with providers, but is none.
        if file.name() == "pulumi/provider.proto" {
            file.service.clear();
        }
    }
    tonic_prost_build::configure()
        .generate_default_stubs(true)
        .out_dir(&generated)
        .compile_fds(descriptors)
        .unwrap();
    for file in ["pulumirpc.rs", "pulumirpc.codegen.rs"] {
        let generated = fs::read_to_string(generated.join(file)).unwrap();
        let committed = folder.join(file);
        if env::var_os("GOLDEN").is_some_and(|what| what == "rewrite") {
            fs::write(&committed, &generated).unwrap();
        }
        // Not `assert_eq`, which would show both.
        assert!(
            fs::read_to_string(&committed).unwrap() == generated,
            "{} is not what the descriptors say; rewrite it",
            committed.display()
        );
    }
}
