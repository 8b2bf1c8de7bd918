//! The infrastructure of the task board, as a Pulumi program.
//!
//! - [`program`]: what a stack consists of, top to bottom; the place to start reading
//! - [`constructs`]: its parts, each of which owns its resources and grants what others may do with them
//! - [`metric`]: what constructs emit, for alarms and dashboards
//! - [`provider`]: the provider of AWS, which tags everything
//! - [`settings`]: what a stack's file may set, typed
//! - [`policy`]: IAM documents made of grants
//! - [`artifact`]: the handler's archive for a stack in the cloud
//! - [`cost`]: what a stack costs, for who decides about one
//!
//! `pulumi up` starts the binary of this crate as its language host; the laptop and tests call [`program::program`].

pub mod artifact;
pub mod constructs;
pub mod cost;
pub mod metric;
pub mod policy;
pub mod program;
pub mod provider;
pub mod settings;

/// The project's folder, in which `Pulumi.yaml` is.
pub const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
