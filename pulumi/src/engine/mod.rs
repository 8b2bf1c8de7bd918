//! A small engine: the other side of the wire, for programs that run without the CLI.
//!
//! It takes registrations over gRPC as Pulumi's own engine does (`ResourceMonitor`, `Engine`), compares them with what it knows
//! ([`State`]), and has [`Provider`]s create, update, replace and delete. What is no longer declared is deleted at the end, in
//! reverse order of dependencies.
//!
//! ```no_run
//! # use pulumi::engine::{Engine, Provider};
//! # async fn example(provider: impl Provider + 'static) -> Result<(), pulumi::engine::Failed> {
//! let outcome = Engine::new("project", "dev")
//!     .provider("aws:", provider)
//!     .run(|ctx| {
//!         ctx.export("answer", 42);
//!         Ok(())
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! From the ground up; a module imports from rows above its own and from what stands before it in its row:
//!
//! | module | what it holds |
//! |---|---|
//! | `provider`, `paths`, `urn` | what creates resources; paths of properties; names of resources |
//! | `options`, `state`, `providers`, `schema`, `files` | what a program says of a resource; what is known of it; which provider creates it; what a provider's schema says of it; what is in its files |
//! | `aliases`, `outcome` | names that a resource had before; what a run came to |
//! | `builder` | [`Engine`], before it runs |
//! | `deployment` | what comes together during a run |
//! | `registration`, `missing`, `deletion` | what a program registers; what the run leaves out; what is deleted at its end |
//! | `replacement`, `work`, `step` | what must go before another takes its place; what becomes of a resource; what the program hears of it |
//! | `monitor` | the services that a program calls |
//! | `run` | the run itself |
//! | `host_process` | a program in a process of its own, which [`Engine::run_with`] runs |

mod aliases;
mod builder;
mod deletion;
mod deployment;
mod files;
mod host_process;
mod missing;
mod monitor;
mod options;
mod outcome;
mod paths;
mod provider;
mod providers;
mod registration;
mod replacement;
mod run;
mod schema;
mod state;
mod step;
mod urn;
mod work;

pub use builder::Engine;
pub use host_process::HostProcess;
pub use options::{Options, Timeouts};
pub use outcome::{Call, Diagnostic, Failed, Operation, Outcome, Registration, Severity, Step};
pub use provider::{Created, Diff, Existing, Identity, Provider, ProviderError, read};
pub use schema::Schema;
pub use state::{ResourceState, State};
/// For implementing [`Provider`].
pub use tonic::async_trait;
