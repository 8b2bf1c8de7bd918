//! A small engine: the other side of the wire, for programs that run without the CLI.
//!
//! It takes registrations over gRPC as Pulumi's own engine does (`ResourceMonitor`, `Engine`), has [`Provider`]s create what is
//! declared, and forgets it. What a run before has left is for a provider to find; what is compared, replaced, deleted or
//! protected, only Pulumi's own engine knows.
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
//! | `urn`, `options`, `outcome` | names of resources; what a program says of a resource; what a run came to |
//! | `provider` | what creates resources |
//! | `builder` | [`Engine`], before it runs |
//! | `deployment` | what comes together during a run |
//! | `transforms`, `registration`, `work` | what a program changes in what it registers; what that is; what becomes of it |
//! | `monitor` | the services that a program calls |
//! | `run` | the run itself |

mod builder;
mod deployment;
mod monitor;
mod options;
mod outcome;
mod provider;
mod registration;
mod run;
mod transforms;
mod urn;
mod work;

pub use builder::Engine;
pub use options::{Options, Timeouts};
pub use outcome::{Call, Diagnostic, Failed, Outcome, Registration, Severity};
pub use provider::{Created, Provider, ProviderError};
/// For implementing [`Provider`].
pub use tonic::async_trait;
