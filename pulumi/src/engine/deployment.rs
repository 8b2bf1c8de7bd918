//! What comes together while a program runs: what it registered and called, and what was said.

use super::{
    builder::Engine,
    outcome::{Call, Diagnostic, Failed, Outcome, Registration, Severity},
};
use crate::{mask::Mask, program::RunError, protocol::Callback, value::Object};
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
    /// URNs of what is not there, because it, or something that it needs, has failed.
    pub(super) missing: BTreeSet<String>,
    /// What a program changes of resources, by URN: of the one with it, and of those below.
    pub(super) transforms: BTreeMap<String, Vec<Callback>>,
    /// What it changes of all resources.
    pub(super) stack_transforms: Vec<Callback>,
    pub(super) invoke_transforms: Vec<Callback>,
    calls: Vec<Call>,
    completed: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    failed: bool,
    /// Whether nothing more is taken on.
    pub(super) ended: bool,
}

impl Deployment {
    /// A run of an engine.
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            mask: Mask::of_configuration(&engine.request),
            progress: Mutex::default(),
            engine,
            working: RwLock::default(),
        }
    }

    /// Whether nothing is created.
    pub(super) fn is_preview(&self) -> bool {
        self.engine.request.dry_run
    }

    /// Keeps the run from ending.
    pub(super) async fn working(&self) -> RwLockReadGuard<'_, ()> {
        self.working.read().await
    }

    /// Remembers what the provider made of a resource.
    pub(super) fn created(&self, urn: &str, id: String, outputs: Object) {
        if let Some(resource) = self.progress().registrations.get_mut(urn) {
            (resource.id, resource.outputs) = (id, outputs);
        }
    }

    /// The outputs of a component, or the exports of the stack.
    pub(super) fn register_outputs(&self, urn: &str, outputs: Object) {
        let mut progress = self.progress();
        progress.completed.push(urn.to_owned());
        if let Some(resource) = progress.registrations.get_mut(urn) {
            resource.outputs = outputs;
        }
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

    /// Says an error, because of which the run has failed.
    pub(super) fn fail(&self, urn: Option<String>, message: String) {
        self.progress().failed = true;
        self.say(Diagnostic {
            severity: Severity::Error,
            urn,
            message,
            ephemeral: false,
        });
    }

    /// The program has failed, and has said why if it could.
    pub(super) fn program_failed(&self, error: &RunError) {
        self.progress().failed = true;
        if !error.is_reported() {
            for problem in error.problems() {
                self.fail(problem.urn.clone(), problem.message.clone());
            }
        }
    }

    /// Waits for what is being worked on, and sums up. Nothing is taken on after that.
    pub(super) async fn finish(&self) -> Result<Outcome, Failed> {
        let _ended = self.working.write().await;
        let ended = Progress {
            ended: true,
            ..Progress::default()
        };
        let progress = mem::replace(&mut *self.progress(), ended);
        let registrations: Vec<_> = progress.registrations.into_values().collect();
        let diagnostics = progress.diagnostics;
        if progress.failed {
            return Err(Failed {
                registrations,
                diagnostics,
            });
        }
        let stack = registrations.iter().find(|r| r.parent.is_none());
        Ok(Outcome {
            exports: stack.map_or_else(Object::new, |stack| stack.outputs.clone()),
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

/// What a program hears once the run is over.
pub(super) fn ended() -> Status {
    Status::unavailable("the run has failed")
}
