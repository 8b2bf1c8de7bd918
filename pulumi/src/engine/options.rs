use super::paths::Path;
use pulumi_gestalt_proto::pulumi::pulumirpc::RegisterResourceRequest;
use serde::Serialize;

/// What a program says of how a resource is to be treated, as it went over the wire.
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
    /// The URNs that the resource may have had before, as the program says and as follows from its parent.
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
    pub(super) fn of(request: &RegisterResourceRequest, former_urns: Vec<String>) -> Self {
        let before = request.delete_before_replace;
        let defined = before || request.delete_before_replace_defined;
        let timeouts = request.custom_timeouts.clone();
        Self {
            retain_on_delete: request.retain_on_delete,
            delete_before_replace: defined.then_some(before),
            ignore_changes: request.ignore_changes.clone(),
            replace_on_changes: request.replace_on_changes.clone(),
            additional_secret_outputs: request.additional_secret_outputs.clone(),
            former_urns,
            custom_timeouts: timeouts.map(|timeouts| Timeouts {
                create: timeouts.create,
                update: timeouts.update,
                delete: timeouts.delete,
            }),
        }
    }

    /// Paths of properties that stay as they were.
    pub(super) fn ignored(&self) -> Result<Vec<Path>, String> {
        paths("ignoreChanges", &self.ignore_changes)
    }

    /// Paths of properties whose change replaces the resource, with their text.
    pub(super) fn replacing(&self) -> Result<Vec<(Path, &String)>, String> {
        let paths = paths("replaceOnChanges", &self.replace_on_changes)?;
        Ok(paths.into_iter().zip(&self.replace_on_changes).collect())
    }
}

fn paths(option: &str, texts: &[String]) -> Result<Vec<Path>, String> {
    let parse = |text: &String| {
        Path::parse(text).ok_or_else(|| format!("`{text}` in {option} is not a path of properties"))
    };
    texts.iter().map(parse).collect()
}

/// An option that would change what happens, and that this engine does not have.
pub(super) fn unsupported(request: &RegisterResourceRequest) -> Option<&'static str> {
    [
        ("deletedWith", !request.deleted_with.is_empty()),
        ("import", !request.import_id.is_empty()),
        ("remote", request.remote),
        ("transforms", !request.transforms.is_empty()),
    ]
    .into_iter()
    .find_map(|(option, used)| used.then_some(option))
}
