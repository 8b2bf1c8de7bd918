//! A run of the program: from its declarations to resources and outputs.

use crate::{
    assembly::Declared,
    outputs::Outputs,
    project::{Project, Stack},
    provider::{AwsOnTheLaptop, to_properties},
    resources::{ResourceType, Support},
    state::StateFolder,
};
use anyhow::Context as _;
use pulumi::{
    Context,
    engine::{Engine, State},
};
use std::sync::Arc;

/// The provider whose resources the laptop plays.
const AWS: &str = "aws:";

/// Runs a program for a stack and returns what it declared, and its outputs.
///
/// What is known of earlier runs comes from the state folder and goes back to it, after every single step: a laptop that is
/// killed knows what it had made.
pub async fn deploy<P>(
    project: &Project,
    stack: &Stack,
    program: P,
    provider: AwsOnTheLaptop,
    folder: Option<&Arc<StateFolder>>,
) -> anyhow::Result<(Vec<Declared>, Outputs)>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let mut engine = Engine::new(&project.name, &stack.name)
        .config(stack.config.clone())
        .provider(AWS, provider)
        .refresh(true);
    if let Some(folder) = folder {
        let known: State = folder.load()?;
        let checkpoint = folder.clone();
        engine = engine.state(known).on_checkpoint(move |state| {
            if let Err(problem) = checkpoint.save(state) {
                tracing::error!("{problem}");
            }
        });
    }
    let outcome = match engine.run(program).await {
        Ok(outcome) => outcome,
        Err(failed) => {
            if let Some(folder) = folder {
                folder.save(&failed.state)?;
            }
            return Err(failed).context("the Pulumi program failed");
        }
    };
    if let Some(folder) = folder {
        folder.save(&outcome.state)?;
    }
    let inert = outcome.state.resources.iter().filter(|resource| {
        ResourceType::find(&resource.r#type).is_some_and(|kind| kind.support == Support::Inert)
    });
    for resource in inert {
        tracing::debug!(
            r#type = resource.r#type,
            name = resource.name,
            "recorded, without an effect here"
        );
    }
    let declared = outcome
        .state
        .resources
        .iter()
        .filter(|resource| resource.custom && !resource.pending_delete);
    let declared = declared.map(|resource| Declared {
        token: resource.r#type.clone(),
        name: resource.name.clone(),
        id: resource.id.clone(),
        inputs: to_properties(&resource.inputs),
        outputs: to_properties(&resource.outputs),
    });
    let outputs = outcome.exports.iter();
    let outputs = outputs.map(|(name, value)| (name.clone(), value.display()));
    Ok((declared.collect(), Outputs(outputs.collect())))
}
