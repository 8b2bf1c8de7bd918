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

mod aliases;
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
mod schema;
mod state;
mod step;
mod urn;
mod work;

pub use host_process::HostProcess;
pub use options::{Options, Timeouts};
pub use outcome::{Call, Diagnostic, Failed, Operation, Outcome, Registration, Severity, Step};
pub use provider::{Created, Diff, Existing, Identity, Provider, ProviderError, read};
pub use schema::Schema;
pub use state::{ResourceState, State};
/// For implementing [`Provider`].
pub use tonic::async_trait;

use crate::{
    context::Context,
    program::{RunError, RunRequest},
};
use deployment::Deployment;
use providers::Providers;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

/// An engine for one run of one stack.
#[must_use]
pub struct Engine {
    project: String,
    stack: String,
    config: BTreeMap<String, String>,
    secret_keys: BTreeSet<String>,
    dry_run: bool,
    refresh: bool,
    continue_on_error: bool,
    targets: BTreeSet<String>,
    folder: Option<PathBuf>,
    state: State,
    providers: Providers,
    checkpoint: Checkpoint,
}

/// Called with the state after each change of it.
type Checkpoint = Box<dyn Fn(&State) + Send + Sync>;

impl Engine {
    /// An engine that knows of no resources and has no providers.
    pub fn new(project: impl Into<String>, stack: impl Into<String>) -> Self {
        Self {
            project: project.into(),
            stack: stack.into(),
            config: BTreeMap::new(),
            secret_keys: BTreeSet::new(),
            dry_run: false,
            refresh: false,
            continue_on_error: false,
            targets: BTreeSet::new(),
            folder: None,
            state: State::default(),
            providers: Providers::default(),
            checkpoint: Box::new(|_| ()),
        }
    }

    /// The configuration that the program gets: `namespace:key` → text, which is JSON for structured values.
    pub fn config(mut self, config: BTreeMap<String, String>) -> Self {
        self.config = config;
        self
    }

    /// The keys of the configuration that are secret.
    pub fn secret_keys(mut self, keys: BTreeSet<String>) -> Self {
        self.secret_keys = keys;
        self
    }

    /// Whether the run is a preview: providers are asked what would happen, and nothing does.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Whether each resource is read before it is compared, in case it changed or went away meanwhile.
    pub fn refresh(mut self, refresh: bool) -> Self {
        self.refresh = refresh;
        self
    }

    /// Whether the run goes on after a failure, with what does not need the resource that failed. It still ends as failed, and
    /// deletes nothing.
    pub fn continue_on_error(mut self, go_on: bool) -> Self {
        self.continue_on_error = go_on;
        self
    }

    /// The URNs of the only resources to work on. What else there is stays as it was, and what else is declared is not created.
    /// None at all means every resource.
    pub fn targets(mut self, targets: BTreeSet<String>) -> Self {
        self.targets = targets;
        self
    }

    /// The folder of `Pulumi.yaml`. With it, files and archives are compared by what is in them, as Pulumi's own engine does, and one
    /// that cannot be read is an error; without it, by their paths.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// What is known from the run before.
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Who creates the resources whose types begin with `prefix` (`aws:`, `aws:dynamodb/`), and answers functions whose names
    /// do. The longest prefix wins.
    pub fn provider(self, prefix: impl Into<String>, provider: impl Provider + 'static) -> Self {
        self.shared_provider(prefix, Arc::new(provider))
    }

    /// As [`Engine::provider`], for one that somebody else has as well.
    pub fn shared_provider(
        mut self,
        prefix: impl Into<String>,
        provider: Arc<dyn Provider>,
    ) -> Self {
        self.providers.add(prefix.into(), provider);
        self
    }

    /// Has the state given to a function after each change of it, so that it survives a crash.
    pub fn on_checkpoint(mut self, checkpoint: impl Fn(&State) + Send + Sync + 'static) -> Self {
        self.checkpoint = Box::new(checkpoint);
        self
    }

    /// Runs a program in this process.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong in the program or a provider. What was done before stays done, and is in [`Failed::state`].
    pub async fn run<P>(self, program: P) -> Result<Outcome, Failed>
    where
        P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
    {
        self.run_with(|request| crate::program::run(program, request))
            .await
    }

    /// Has somebody else run a program, such as a [`HostProcess`].
    ///
    /// # Errors
    ///
    /// As [`Engine::run`].
    pub async fn run_with<F, R>(self, run: F) -> Result<Outcome, Failed>
    where
        F: FnOnce(RunRequest) -> R,
        R: Future<Output = Result<(), RunError>>,
    {
        let mut request = self.request();
        let deployment = Arc::new(Deployment::new(self, &request));
        match monitor::serve(deployment.clone()).await {
            Ok(server) => {
                request.monitor_address = server.address();
                request.engine_address = Some(server.address());
                if let Err(error) = run(request).await {
                    deployment.program_failed(&error);
                }
            }
            Err(error) => deployment.fail(None, format!("cannot listen on 127.0.0.1: {error}")),
        }
        finish(deployment).await
    }

    /// Deletes everything that the state knows, as if a program declared nothing at all.
    ///
    /// # Errors
    ///
    /// A protected resource, in which case nothing is deleted, or a provider that cannot delete.
    pub async fn destroy(self) -> Result<Outcome, Failed> {
        let request = self.request();
        finish(Arc::new(Deployment::new(self, &request))).await
    }

    fn request(&self) -> RunRequest {
        RunRequest {
            project: self.project.clone(),
            stack: self.stack.clone(),
            organization: "organization".to_owned(),
            config: self.config.clone(),
            secret_keys: self.secret_keys.clone(),
            dry_run: self.dry_run,
            ..RunRequest::default()
        }
    }
}

/// Deletes what is not declared any more, and sums up.
async fn finish(deployment: Arc<Deployment>) -> Result<Outcome, Failed> {
    // In a task of its own: a provider that panics ends the run and not its caller.
    let deleting = {
        let deployment = deployment.clone();
        tokio::spawn(async move { deployment.delete_undeclared().await })
    };
    if let Err(error) = deleting.await {
        deployment.fail(None, format!("a provider ended early: {error}"));
    }
    deployment.finish().await
}
