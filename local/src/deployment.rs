//! A run of the program: from its declarations to resources and outputs.

use crate::{
    declared::Declared,
    outputs::Outputs,
    project::{Project, Stack},
    provider::{LocalAwsProvider, to_properties},
    services,
};
use anyhow::Context as _;
use pulumi::{
    Context,
    engine::{Diagnostic, Engine, Outcome, Severity},
};

/// The provider whose resources the laptop plays.
const AWS: &str = "aws:";

/// Runs a program for a stack and returns what it declared, and its outputs.
pub async fn deploy<P>(
    project: &Project,
    stack: &Stack,
    program: P,
    provider: LocalAwsProvider,
) -> anyhow::Result<(Vec<Declared>, Outputs)>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let engine = Engine::new(&project.name, &stack.name)
        .config(stack.config.clone())
        .provider(AWS, provider);
    let outcome = engine.run(program).await;
    let outcome = outcome.context("the Pulumi program failed")?;
    report(&outcome);
    Ok((declared(&outcome), outputs(&outcome)))
}

/// What a person at the laptop should know of the run: what the program said, what is only recorded.
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
    for resource in &outcome.registrations {
        let mut inert = services::types().filter(|kind| kind.is_inert());
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
    let resources = outcome.registrations.iter();
    resources
        .filter(|resource| resource.custom)
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
