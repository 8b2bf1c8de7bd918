//! The engine's protocol: messages and services, generated from their descriptors; a test writes them.
//!
//! <https://github.com/pulumi/pulumi/tree/master/proto/pulumi>

#![allow(missing_docs, unreachable_pub, rust_2018_idioms, clippy::all)]

include!("../proto/pulumirpc.rs");

pub mod codegen {
    include!("../proto/pulumirpc.codegen.rs");
}
