//! The infrastructure of the task board, as a Pulumi program.
//!
//! - [`program`]: what a stack consists of, top to bottom; the place to start reading
//! - [`constructs`]: its parts, each of which owns its resources and grants what others may do with them
//! - [`settings`]: what a stack's file may set, typed
//! - [`policy`]: IAM documents made of grants
//! - [`artifact`]: the handler's archive for a stack in the cloud
//!
//! `pulumi up` starts the binary of this crate as its language host; the laptop and tests call [`program::program`].

pub mod artifact;
pub mod constructs;
pub mod policy;
pub mod program;
pub mod settings;

/// The project's folder, in which `Pulumi.yaml` is.
pub const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
