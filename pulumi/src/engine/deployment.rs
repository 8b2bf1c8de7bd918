//! What comes together while a program runs: what it registered, what was done, and what is known now.

use super::{
    Call, Checkpoint, Diagnostic, Engine, Failed, Operation, Outcome, Registration, ResourceState,
    Severity, State, Step, providers::Providers, urn::urn,
};
use crate::{
    program::RunError,
    resource::package_of,
    value::{Object, object_from_wire},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::RegisterResourceRequest;
use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{RwLock, RwLockReadGuard};
use tonic::Status;

/// One run of a stack.
pub(super) struct Deployment {
    project: String,
    stack: String,
    pub(super) dry_run: bool,
    pub(super) refresh: bool,
    pub(super) providers: Providers,
    checkpoint: Checkpoint,
    /// What was known at the beginning: all that counts after a preview.
    before: State,
    progress: Mutex<Progress>,
    /// Held while a resource is worked on, so that the end of the run waits for it.
    working: RwLock<()>,
}

#[derive(Default)]
pub(super) struct Progress {
    /// By URN.
    pub(super) registrations: BTreeMap<String, Registration>,
    pub(super) known: State,
    steps: Vec<Step>,
    calls: Vec<Call>,
    diagnostics: Vec<Diagnostic>,
    exports: Object,
    failed: bool,
}

impl Deployment {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            project: engine.project,
            stack: engine.stack,
            dry_run: engine.dry_run,
            refresh: engine.refresh,
            providers: engine.providers,
            checkpoint: engine.checkpoint,
            progress: Mutex::new(Progress {
                known: engine.state.clone(),
                ..Progress::default()
            }),
            before: engine.state,
            working: RwLock::default(),
        }
    }

    /// Keeps the run from ending.
    pub(super) async fn working(&self) -> RwLockReadGuard<'_, ()> {
        self.working.read().await
    }

    /// Takes note of what a program registers, unless it must not.
    pub(super) fn begin(&self, request: RegisterResourceRequest) -> Result<Registration, Status> {
        let urn = urn(
            &self.stack,
            &self.project,
            &request.parent,
            &request.r#type,
            &request.name,
        );
        let mut progress = self.progress();
        if progress.failed {
            return Err(ending());
        }
        if let Some(option) = unsupported(&request) {
            return Err(Status::unimplemented(format!(
                "this engine does not have the option {option}"
            )));
        }
        if progress.registrations.contains_key(&urn) {
            return Err(Status::already_exists(format!(
                "the URN {urn} is registered twice: choose another name"
            )));
        }
        let (provider, providers) = providers_of(&progress, &request);
        let mut inputs = object_from_wire(request.object);
        if !request.supports_partial_values {
            // As Pulumi's own engine does, for old SDKs that cannot tell which part of a property is unknown.
            inputs.retain(|_, input| !input.contains_unknown());
        }
        let properties = request.property_dependencies.into_iter();
        let registration = Registration {
            urn: urn.clone(),
            r#type: request.r#type,
            name: request.name,
            custom: request.custom,
            parent: Some(request.parent).filter(|parent| !parent.is_empty()),
            inputs,
            dependencies: request.dependencies.into_iter().collect(),
            property_dependencies: properties
                .map(|(property, on)| (property, on.urns.into_iter().collect()))
                .collect(),
            protect: request.protect,
            version: request.version,
            provider,
            providers,
        };
        progress.registrations.insert(urn, registration.clone());
        Ok(registration)
    }

    /// What is known of a resource from before.
    pub(super) fn known(&self, urn: &str) -> Option<ResourceState> {
        self.progress().known.get(urn).cloned()
    }

    /// Remembers what has been done to a resource. A replaced one is kept until it can be deleted.
    pub(super) fn record(&self, operation: Operation, new: ResourceState) {
        self.change(|progress| {
            progress.steps.push(Step {
                operation,
                urn: new.urn.clone(),
            });
            let known = &mut progress.known.resources;
            let old = known
                .iter_mut()
                .find(|r| r.urn == new.urn && !r.pending_delete);
            match (old, operation) {
                (Some(old), Operation::Replace) => {
                    old.pending_delete = true;
                    known.push(new);
                }
                (Some(old), _) => *old = new,
                (None, _) => known.push(new),
            }
        });
    }

    /// Forgets a resource that is not there any more.
    pub(super) fn forget(&self, gone: &ResourceState) {
        self.change(|progress| {
            progress.known.resources.retain(|known| {
                (&known.urn, &known.id, known.pending_delete)
                    != (&gone.urn, &gone.id, gone.pending_delete)
            });
        });
    }

    pub(super) fn deleted(&self, resource: &ResourceState) {
        self.progress().steps.push(Step {
            operation: Operation::Delete,
            urn: resource.urn.clone(),
        });
        self.forget(resource);
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress();
        change(&mut progress);
        if !self.dry_run {
            (self.checkpoint)(&progress.known);
        }
    }

    /// The outputs of a component, or the exports of the stack.
    pub(super) fn register_outputs(&self, urn: &str, outputs: Object) {
        self.change(|progress| {
            let is_stack = progress
                .registrations
                .get(urn)
                .is_some_and(|r| r.parent.is_none());
            if is_stack {
                progress.exports = outputs.clone();
            }
            let mut known = progress.known.resources.iter_mut();
            if let Some(resource) = known.find(|resource| resource.urn == urn) {
                resource.outputs = outputs;
            }
        });
    }

    /// Whether a resource is protected: by itself, or by its parent.
    pub(super) fn protects(&self, registration: &Registration) -> bool {
        registration.protect.unwrap_or_else(|| {
            let parent = registration.parent.as_deref();
            parent
                .and_then(|urn| self.known(urn))
                .is_some_and(|parent| parent.protect)
        })
    }

    pub(super) fn called(&self, call: Call) {
        self.progress().calls.push(call);
    }

    pub(super) fn say(&self, diagnostic: Diagnostic) {
        self.progress().diagnostics.push(diagnostic);
    }

    /// Says an error, and ends the run.
    pub(super) fn fail(&self, urn: Option<String>, message: String) {
        let mut progress = self.progress();
        progress.failed = true;
        progress.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            urn,
            message,
            ephemeral: false,
        });
    }

    /// Ends the run because of the program, which has said why if it could.
    pub(super) fn program_failed(&self, error: &RunError) {
        self.progress().failed = true;
        if !error.is_reported() {
            for problem in error.problems() {
                self.fail(problem.urn.clone(), problem.message.clone());
            }
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.progress().failed
    }

    /// Waits for what is being worked on, and sums up. Nothing is taken on after that.
    pub(super) async fn finish(&self) -> Result<Outcome, Failed> {
        let _ended = self.working.write().await;
        let ended = Progress {
            failed: true,
            ..Progress::default()
        };
        let progress = mem::replace(&mut *self.progress(), ended);
        let state = if self.dry_run {
            self.before.clone()
        } else {
            progress.known
        };
        let registrations = progress.registrations.into_values().collect();
        let (steps, diagnostics) = (progress.steps, progress.diagnostics);
        if progress.failed {
            return Err(Failed {
                state,
                steps,
                registrations,
                diagnostics,
            });
        }
        Ok(Outcome {
            exports: progress.exports,
            state,
            steps,
            registrations,
            calls: progress.calls,
            diagnostics,
        })
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        // What was noted before a panic is still so.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a resource is created with, and what its children are: as the program says, or as its parent has it.
fn providers_of(
    progress: &Progress,
    request: &RegisterResourceRequest,
) -> (Option<String>, BTreeMap<String, String>) {
    let parent = progress.registrations.get(&request.parent);
    let mut providers = parent.map_or_else(BTreeMap::new, |parent| parent.providers.clone());
    providers.extend(request.providers.clone());
    let given = Some(request.provider.clone()).filter(|provider| !provider.is_empty());
    let package = package_of(&request.r#type);
    let provider = match request.custom {
        true => given.or_else(|| providers.get(package).cloned()),
        false => None,
    };
    if let Some(provider) = &provider {
        providers.insert(package.to_owned(), provider.clone());
    }
    (provider, providers)
}

/// An option that would change what happens, and that this engine does not have.
fn unsupported(request: &RegisterResourceRequest) -> Option<&'static str> {
    [
        (
            "aliases",
            !request.aliases.is_empty() || !request.alias_ur_ns.is_empty(),
        ),
        ("customTimeouts", request.custom_timeouts.is_some()),
        ("deleteBeforeReplace", request.delete_before_replace),
        ("deletedWith", !request.deleted_with.is_empty()),
        ("ignoreChanges", !request.ignore_changes.is_empty()),
        ("import", !request.import_id.is_empty()),
        ("remote", request.remote),
        ("replaceOnChanges", !request.replace_on_changes.is_empty()),
        ("retainOnDelete", request.retain_on_delete == Some(true)),
        ("transforms", !request.transforms.is_empty()),
    ]
    .into_iter()
    .find_map(|(option, used)| used.then_some(option))
}

/// What a program hears once the run has failed.
pub(super) fn ending() -> Status {
    Status::unavailable("the run has failed")
}
