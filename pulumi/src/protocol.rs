//! The engine's protocol: messages and services, generated from their descriptors; a test writes them.
//!
//! <https://github.com/pulumi/pulumi/tree/master/proto/pulumi>

#![allow(missing_docs, unreachable_pub, rust_2018_idioms, clippy::all)]

include!("../proto/pulumirpc.rs");

/// As large as the CLI's own limit.
pub(crate) const MESSAGE_LIMIT: usize = 400 << 20;

pub mod codegen {
    include!("../proto/pulumirpc.codegen.rs");
}
