//! An engine, before it runs.

use super::{provider::Provider, providers::Providers, state::State};
use crate::request::RunRequest;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// An engine for one run of one stack.
#[must_use]
pub struct Engine {
    pub(super) request: RunRequest,
    pub(super) refresh: bool,
    pub(super) continue_on_error: bool,
    /// The only resources to work on, unless there are none.
    pub(super) targets: BTreeSet<String>,
    /// Where files are, if they are looked at.
    pub(super) folder: Option<PathBuf>,
    /// What is known from the run before.
    pub(super) state: State,
    pub(super) providers: Providers,
    pub(super) checkpoint: Checkpoint,
}

/// Called with the state after each change of it.
type Checkpoint = Box<dyn Fn(&State) + Send + Sync>;

impl Engine {
    /// An engine that knows of no resources and has no providers.
    pub fn new(project: impl Into<String>, stack: impl Into<String>) -> Self {
        Self {
            request: RunRequest {
                project: project.into(),
                stack: stack.into(),
                organization: "organization".to_owned(),
                ..RunRequest::default()
            },
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
        self.request.config = config;
        self
    }

    /// The keys of the configuration that are secret.
    pub fn secret_keys(mut self, keys: BTreeSet<String>) -> Self {
        self.request.secret_keys = keys;
        self
    }

    /// Whether the run is a preview: providers are asked what would happen, and nothing does.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.request.dry_run = dry_run;
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
    pub fn provider(
        mut self,
        prefix: impl Into<String>,
        provider: impl Provider + 'static,
    ) -> Self {
        self.providers.add(prefix.into(), provider);
        self
    }

    /// Has the state given to a function after each change of it, so that it survives a crash.
    pub fn on_checkpoint(mut self, checkpoint: impl Fn(&State) + Send + Sync + 'static) -> Self {
        self.checkpoint = Box::new(checkpoint);
        self
    }
}
