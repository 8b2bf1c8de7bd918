//! IAM on the laptop: who calls, and whether they may.
//!
//! - [`principal`]: the user at the laptop, and sandboxes with their roles
//! - [`keys`]: which access key is whose
//! - [`signature`]: whether a call was signed by whom it names (`authorization`: the header that says so)
//! - [`role`]: declared roles with their policies; [`document`]: how policies are declared, [`managed`]: those of AWS's own
//! - [`access`]: an action on a resource; [`authority`]: who may do what; [`denial`]: why somebody may not
//! - [`logs`]: what is asked of roles besides the calls that travel [`crate::road`]

pub mod access;
pub mod authority;
mod authorization;
pub mod denial;
pub mod document;
pub mod keys;
pub mod logs;
pub mod managed;
pub mod principal;
pub mod role;
pub mod signature;

pub use self::{
    access::Access,
    authority::{Iam, Watch},
    denial::Denial,
    keys::Keys,
    principal::Principal,
    role::{Role, Roles},
    signature::Signatures,
};
