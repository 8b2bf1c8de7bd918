//! A run of the program: from its declarations to resources and outputs.

use crate::{
    declared::Declared,
    outputs::Outputs,
    project::{Project, Stack},
    provider::{LocalAwsProvider, to_properties},
    services::{self, SERVICES, resource_type::Support},
    state::StateFolder,
};
use anyhow::Context as _;
use pulumi::{
    Context,
    engine::{Diagnostic, Engine, Operation, Outcome, Severity, State, Step},
};
use std::sync::Arc;

/// The provider whose resources the laptop plays.
const AWS: &str = "aws:";

/// Runs a program for a stack and returns what it declared, and its outputs.
///
/// What is known of earlier runs goes back to the state folder after every single step: a laptop that is killed knows what it
/// had made.
pub async fn deploy<P>(
    project: &Project,
    stack: &Stack,
    program: P,
    provider: LocalAwsProvider,
    state: Option<(Arc<StateFolder>, State)>,
) -> anyhow::Result<(Vec<Declared>, Outputs)>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let mut engine = Engine::new(&project.name, &stack.name)
        .config(stack.config.clone())
        .provider(AWS, provider)
        .refresh(true);
    let mut folder = None;
    if let Some((kept, known)) = state {
        let checkpoint = kept.clone();
        engine = engine.state(known).on_checkpoint(move |state| {
            if let Err(problem) = checkpoint.save(state) {
                tracing::error!("{problem}");
            }
        });
        folder = Some(kept);
    }
    let (ended, state) = match engine.run(program).await {
        Ok(outcome) => {
            let state = outcome.state.clone();
            (Ok(outcome), state)
        }
        Err(failed) => {
            let state = failed.state.clone();
            (Err(failed), state)
        }
    };
    let saved = folder.map_or(Ok(()), |folder| folder.save(&state));
    let outcome = ended.context("the Pulumi program failed")?;
    saved?;
    report(&outcome);
    Ok((declared(&outcome), outputs(&outcome)))
}

/// What a person at the laptop should know of the run: what the program said, data that are gone, what is only recorded.
fn report(outcome: &Outcome) {
    for Diagnostic {
        severity, message, ..
    } in &outcome.diagnostics
    {
        match severity {
            Severity::Error => tracing::error!("{message}"),
            Severity::Warning => tracing::warn!("{message}"),
            Severity::Info => tracing::info!("{message}"),
            Severity::Debug => tracing::debug!("{message}"),
        }
    }
    let real = SERVICES
        .into_iter()
        .filter(|service| service.start.is_some());
    let real: Vec<_> = real.flat_map(|service| service.types).collect();
    let gone = |step: &&Step| {
        matches!(step.operation, Operation::Delete | Operation::Replace)
            && real.iter().any(|kind| step.path().contains(kind.token))
    };
    for step in outcome.steps.iter().filter(gone) {
        tracing::warn!(resource = step.path(), operation = ?step.operation, "the program no longer declares this as it was: its data are gone");
    }
    for resource in &outcome.state.resources {
        let mut inert = services::types().filter(|kind| kind.support == Support::Inert);
        if inert.any(|kind| kind.token == resource.r#type) {
            tracing::debug!(
                r#type = resource.r#type,
                name = resource.name,
                "recorded, without an effect here"
            );
        }
    }
}

fn declared(outcome: &Outcome) -> Vec<Declared> {
    let resources = outcome.state.resources.iter();
    resources
        .filter(|resource| resource.custom && !resource.pending_delete)
        .map(|resource| Declared {
            token: resource.r#type.clone(),
            name: resource.name.clone(),
            id: resource.id.clone(),
            inputs: to_properties(&resource.inputs),
            outputs: to_properties(&resource.outputs),
        })
        .collect()
}

fn outputs(outcome: &Outcome) -> Outputs {
    let exports = outcome.exports.iter();
    Outputs(
        exports
            .map(|(name, value)| (name.clone(), value.display()))
            .collect(),
    )
}
