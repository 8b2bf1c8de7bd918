//! Names that resources had before.

use super::{
    state::State,
    urn::{name, type_of, urn},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    RegisterResourceRequest,
    alias::{Alias, Spec, spec::Parent},
};

/// The URNs that a resource may have had: as the program says, and as follows from what its parent's were.
///
/// A child whose name begins with its parent's name is taken to have begun with the parent's former name.
pub(super) fn former_urns(
    (stack, project): (&str, &str),
    request: &RegisterResourceRequest,
    former_parents: &[String],
) -> Vec<String> {
    let RegisterResourceRequest {
        r#type,
        name: now,
        parent,
        ..
    } = request;
    let mut urns = request.alias_ur_ns.clone();
    for alias in &request.aliases {
        match &alias.alias {
            Some(Alias::Urn(urn)) => urns.push(urn.clone()),
            Some(Alias::Spec(spec)) => {
                let or = |said: &String, otherwise: &str| match said.as_str() {
                    "" => otherwise.to_owned(),
                    said => said.to_owned(),
                };
                let Spec {
                    stack: in_stack,
                    project: in_project,
                    ..
                } = spec;
                let (in_stack, in_project) = (or(in_stack, stack), or(in_project, project));
                let (r#type, name) = (or(&spec.r#type, r#type), or(&spec.name, now));
                let under = |parent: &str| urn(&in_stack, &in_project, parent, &r#type, &name);
                match &spec.parent {
                    Some(Parent::ParentUrn(parent)) => urns.push(under(parent)),
                    Some(Parent::NoParent(true)) => urns.push(under("")),
                    _ => {
                        urns.push(under(parent));
                        urns.extend(former_parents.iter().map(|parent| under(parent)));
                    }
                }
            }
            None => {}
        }
    }
    for former in former_parents {
        let name = match now.strip_prefix(name(parent)) {
            Some(rest) => format!("{}{rest}", name(former)),
            None => now.clone(),
        };
        urns.push(urn(stack, project, former, r#type, &name));
    }
    urns
}

impl State {
    /// Gives a resource its new URN, wherever it is mentioned.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        let rename = |urn: &mut String| {
            if urn == from {
                to.clone_into(urn);
            }
        };
        for resource in &mut self.resources {
            if resource.urn == from {
                resource.r#type = type_of(to).to_owned();
                resource.name = name(to).to_owned();
            }
            rename(&mut resource.urn);
            resource.parent.as_mut().map(rename);
            let properties = resource.property_dependencies.values_mut();
            for urns in properties.chain([&mut resource.dependencies]) {
                if urns.remove(from) {
                    urns.insert(to.to_owned());
                }
            }
            if let Some(provider) = &mut resource.provider
                && let Some(id) = provider.strip_prefix(&format!("{from}::"))
            {
                *provider = format!("{to}::{id}");
            }
        }
    }
}
