//! Roles, with all the policies that a program gives them.

use super::{
    document::{Document, Effect},
    trust::Trust,
};
use std::collections::BTreeMap;

/// Roles by their physical names.
pub type Roles = BTreeMap<String, Role>;

/// A role as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// Who may take it on.
    pub trust: Trust,
    /// What it may do.
    pub policies: Vec<Policy>,
}

/// A policy of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The resource that declares it, such as ``aws:iam/rolePolicy:RolePolicy `handler-policy` ``.
    pub origin: String,
    /// What it says.
    pub document: Document,
}

/// Why a role may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

impl Role {
    /// Whether the role may do an action on a resource: some statement must allow it, and none may deny it.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
    ///
    /// # Errors
    ///
    /// It may not.
    pub fn decide(&self, action: &str, resource: &str) -> Result<(), Refused> {
        let mut decision = Err(Refused::NotAllowed);
        let statements = self.policies.iter().flat_map(|p| &p.document.statements);
        for statement in statements.filter(|s| s.is_about(action, resource)) {
            match statement.effect {
                Effect::Deny => return Err(Refused::Denied),
                Effect::Allow => decision = Ok(()),
            }
        }
        decision
    }
}
