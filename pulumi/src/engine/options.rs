use super::urn::urn;
use crate::protocol::{
    RegisterResourceRequest,
    alias::{Alias, Spec, spec::Parent},
};
use serde::Serialize;

/// What a program says of how a resource is to be treated, as it went over the wire. This engine records it: most of it is about
/// resources that are there already, of which it knows none.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// Whether the resource is forgotten instead of deleted, if the program says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain_on_delete: Option<bool>,
    /// Whether a replaced resource is deleted first, if the program says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_before_replace: Option<bool>,
    /// Paths of properties that stay as they were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore_changes: Vec<String>,
    /// Paths of properties whose change replaces the resource.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replace_on_changes: Vec<String>,
    /// Outputs that are secret.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional_secret_outputs: Vec<String>,
    /// The URNs that the resource may have had before, as its aliases say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_urns: Vec<String>,
    /// How long the provider may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_timeouts: Option<Timeouts>,
}

/// How long a provider may take, as text such as `5m`; empty where the program does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Timeouts {
    /// To create the resource.
    pub create: String,
    /// To update it.
    pub update: String,
    /// To delete it.
    pub delete: String,
}

impl Options {
    pub(super) fn of(stack: &str, project: &str, request: &RegisterResourceRequest) -> Self {
        let before = request.delete_before_replace;
        let defined = before || request.delete_before_replace_defined;
        let timeouts = request.custom_timeouts.clone();
        let aliases = request.aliases.iter();
        let aliases = aliases.filter_map(|alias| alias.alias.as_ref());
        Self {
            retain_on_delete: request.retain_on_delete,
            delete_before_replace: defined.then_some(before),
            ignore_changes: request.ignore_changes.clone(),
            replace_on_changes: request.replace_on_changes.clone(),
            additional_secret_outputs: request.additional_secret_outputs.clone(),
            former_urns: aliases
                .map(|alias| match alias {
                    Alias::Urn(urn) => urn.clone(),
                    Alias::Spec(spec) => former_urn(stack, project, request, spec),
                })
                .collect(),
            custom_timeouts: timeouts.map(|timeouts| Timeouts {
                create: timeouts.create,
                update: timeouts.update,
                delete: timeouts.delete,
            }),
        }
    }
}

/// The URN that an alias means. What it does not say is as it is now.
fn former_urn(stack: &str, project: &str, now: &RegisterResourceRequest, alias: &Spec) -> String {
    let or = |said: &'_ str, now: &str| match said {
        "" => now.to_owned(),
        said => said.to_owned(),
    };
    let parent = match &alias.parent {
        Some(Parent::ParentUrn(parent)) => parent,
        Some(Parent::NoParent(true)) => "",
        _ => &now.parent,
    };
    urn(
        &or(&alias.stack, stack),
        &or(&alias.project, project),
        parent,
        &or(&alias.r#type, &now.r#type),
        &or(&alias.name, &now.name),
    )
}

/// An option that would change what is created, and that this engine does not have.
pub(super) fn unsupported(request: &RegisterResourceRequest) -> Option<&'static str> {
    [
        ("import", !request.import_id.is_empty()),
        ("remote", request.remote),
    ]
    .into_iter()
    .find_map(|(option, used)| used.then_some(option))
}
