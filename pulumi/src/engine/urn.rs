//! Names of resources: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`.
//!
//! <https://www.pulumi.com/docs/iac/concepts/resources/names/#urns>

use crate::context::STACK_TYPE;

/// The URN of a resource. A parent gives its own types, except for the stack.
pub(super) fn urn(stack: &str, project: &str, parent: &str, r#type: &str, name: &str) -> String {
    let types = parent.split("::").nth(2).unwrap_or_default();
    let types = match types {
        "" | STACK_TYPE => r#type.to_owned(),
        types => format!("{types}${type}"),
    };
    format!("urn:pulumi:{stack}::{project}::{types}::{name}")
}

/// The part of a URN that tells a stack's resources apart: types and name.
pub(super) fn path(urn: &str) -> &str {
    urn.splitn(3, "::").nth(2).unwrap_or(urn)
}

/// The URN in a reference to a provider, `URN::ID`.
pub(super) fn of_provider(reference: &str) -> Option<&str> {
    reference.rsplit_once("::").map(|(urn, _)| urn)
}
