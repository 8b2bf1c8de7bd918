//! Generates a provider's side of the protocol, from the descriptors that the layer's own side comes from.

use prost::Message as _;
use prost_types::FileDescriptorSet;
use std::{error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let file = "../../../pulumi/proto/descriptors.binpb";
    println!("cargo::rerun-if-changed={file}");
    let descriptors = FileDescriptorSet::decode(&*fs::read(file)?)?;
    tonic_prost_build::configure()
        .build_client(false)
        .generate_default_stubs(true)
        .compile_fds(descriptors)?;
    Ok(())
}
