//! What comes together while a program runs: what it registered, what was done, and what is known now.

use super::{
    builder::Engine,
    outcome::{Call, Diagnostic, Failed, Operation, Outcome, Registration, Severity, Step},
    state::{ResourceState, State},
};
use crate::{mask::Mask, program::RunError, value::Object};
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{RwLock, RwLockReadGuard};
use tonic::Status;

/// One run of a stack.
pub(super) struct Deployment {
    pub(super) engine: Engine,
    mask: Mask,
    progress: Mutex<Progress>,
    /// Held while a resource is worked on, so that the end of the run waits for it.
    working: RwLock<()>,
}

#[derive(Default)]
pub(super) struct Progress {
    /// By URN.
    pub(super) registrations: BTreeMap<String, Registration>,
    pub(super) known: State,
    /// URNs of what is not there, because something failed or because it is no target.
    pub(super) missing: BTreeMap<String, Missing>,
    /// URNs of what was deleted to be created anew.
    pub(super) replaced: BTreeSet<String>,
    steps: Vec<Step>,
    calls: Vec<Call>,
    completed: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    exports: Object,
    failed: bool,
    /// Whether nothing more is taken on.
    pub(super) ending: bool,
}

/// Why a resource is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It, or something that it needs, has failed.
    Failed,
    /// It is no target of the run, and was not there before.
    NoTarget,
}

impl Deployment {
    /// A run of an engine.
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            mask: Mask::of_configuration(&engine.request),
            progress: Mutex::new(Progress {
                known: engine.state.clone(),
                ..Progress::default()
            }),
            engine,
            working: RwLock::default(),
        }
    }

    /// Whether nothing is created or changed.
    pub(super) fn is_preview(&self) -> bool {
        self.engine.request.dry_run
    }

    /// Keeps the run from ending.
    pub(super) async fn working(&self) -> RwLockReadGuard<'_, ()> {
        self.working.read().await
    }

    /// What is known of a resource from before.
    pub(super) fn known(&self, urn: &str) -> Option<ResourceState> {
        self.progress().known.get(urn).cloned()
    }

    /// Remembers what has been done to a resource. A replaced one is kept until it can be deleted.
    pub(super) fn record(&self, operation: Operation, new: ResourceState) {
        self.change(|progress| {
            let operation = match operation {
                Operation::Create if progress.replaced.contains(&new.urn) => Operation::Replace,
                operation => operation,
            };
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

    pub(super) fn deleted(&self, operation: Operation, resource: &ResourceState) {
        self.progress().steps.push(Step {
            operation,
            urn: resource.urn.clone(),
        });
        self.forget(resource);
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress();
        change(&mut progress);
        if !self.is_preview() {
            (self.engine.checkpoint)(&progress.known);
        }
    }

    /// The outputs of a component, or the exports of the stack.
    pub(super) fn register_outputs(&self, urn: &str, outputs: Object) {
        self.change(|progress| {
            progress.completed.push(urn.to_owned());
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

    pub(super) fn called(&self, call: Call) {
        self.progress().calls.push(call);
    }

    pub(super) fn say(&self, diagnostic: Diagnostic) {
        let message = self.mask.apply(&diagnostic.message);
        let diagnostics = &mut self.progress().diagnostics;
        diagnostics.push(Diagnostic {
            message,
            ..diagnostic
        });
    }

    /// Says an error, and ends the run, unless it is to go on with what does not need the resource.
    pub(super) fn fail(&self, urn: Option<String>, message: String) {
        let mut progress = self.progress();
        progress.failed = true;
        progress.ending |= !self.engine.continue_on_error;
        drop(progress);
        self.say(Diagnostic {
            severity: Severity::Error,
            urn,
            message,
            ephemeral: false,
        });
    }

    /// Ends the run because of the program, which has said why if it could.
    pub(super) fn program_failed(&self, error: &RunError) {
        let mut progress = self.progress();
        (progress.failed, progress.ending) = (true, true);
        drop(progress);
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
            ending: true,
            ..Progress::default()
        };
        let progress = mem::replace(&mut *self.progress(), ended);
        let state = match self.is_preview() {
            true => self.engine.state.clone(),
            false => progress.known,
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
            completed: progress.completed,
            calls: progress.calls,
            diagnostics,
        })
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        // What was noted before a panic is still so.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a program hears once the run has failed.
pub(super) fn ending() -> Status {
    Status::unavailable("the run has failed")
}
