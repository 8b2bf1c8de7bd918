use super::{
    provider::{Existing, Identity},
    urn,
};
use crate::value::{Object, without_secrets};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an engine knows of a stack's resources between runs.
///
/// Its owner writes it down. Secrets in it are marked, and not encrypted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The resources, in no particular order.
    pub resources: Vec<ResourceState>,
}

/// What an engine knows of a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceState {
    /// The engine's name for it.
    pub urn: String,
    /// Its type, such as `aws:dynamodb/table:Table`.
    pub r#type: String,
    /// Its logical name.
    pub name: String,
    /// Whether a provider created it. Otherwise it is a component or the stack.
    pub custom: bool,
    /// The provider's name for it; empty for a component.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What the program gave, with what the provider added.
    #[serde(default)]
    pub inputs: Object,
    /// What the provider said of it; for a component, its outputs.
    #[serde(default)]
    pub outputs: Object,
    /// The URN of its parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// URNs of the resources that it depends on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub dependencies: BTreeSet<String>,
    /// Which of them each property depends on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub property_dependencies: BTreeMap<String, BTreeSet<String>>,
    /// What was in the files of each property that has any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digests: BTreeMap<String, String>,
    /// The provider that it was created with, as `URN::ID`, if the program declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Whether it must not be deleted.
    #[serde(default)]
    pub protect: bool,
    /// Whether it is forgotten instead of deleted.
    #[serde(default)]
    pub retain_on_delete: bool,
    /// Whether another has taken its place, and it only waits for being deleted.
    #[serde(default)]
    pub pending_delete: bool,
}

impl State {
    /// What is known of a resource.
    pub fn get(&self, urn: &str) -> Option<&ResourceState> {
        self.resources
            .iter()
            .find(|resource| resource.urn == urn && !resource.pending_delete)
    }
}

impl ResourceState {
    /// Which resource it is, for its provider.
    pub(super) fn identity(&self) -> Identity {
        Identity {
            urn: self.urn.clone(),
            r#type: self.r#type.clone(),
            name: self.name.clone(),
        }
    }

    /// What is there, for its provider.
    pub(super) fn existing(&self) -> Existing {
        Existing {
            id: self.id.clone(),
            inputs: without_secrets(self.inputs.clone()),
            outputs: without_secrets(self.outputs.clone()),
        }
    }

    /// URNs of all that must be there as long as this is.
    pub(super) fn needs(&self) -> impl Iterator<Item = &str> {
        let named = self.dependencies.iter().chain(&self.parent);
        let provider = self.provider.as_deref().and_then(urn::of_provider);
        named.map(String::as_str).chain(provider)
    }
}
