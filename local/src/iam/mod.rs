//! IAM on the laptop: who calls.
//!
//! - [`principal`]: the user at the laptop, and sandboxes with their roles
//! - [`keys`]: which access key is whose

pub mod keys;
pub mod principal;

pub use self::{keys::Keys, principal::Principal};
