//! The program under the real Pulumi CLI, with a provider that stands for AWS. `.ci/run` builds both and runs these tests, `infra` for
//! its binary:
//!
//! ```sh
//! PULUMI=…/pulumi cargo test --test infra --test cli -- --ignored
//! ```
//!
//! Every scenario has a project folder, a home of the CLI, a backend and an account of its own. The handler is not built but where that
//! is the matter: the setting `artifact` names a file.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod changes;
mod failures;
mod hosts;
mod interruptions;
mod life;
mod processes;
mod secrets;
mod settings;
mod stack;
