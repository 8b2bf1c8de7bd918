//! Roles, with all the policies that a program gives them.

use super::document::Trust;
use gateway::policy::{self, Refused, Statement};
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
    pub statements: Vec<Statement>,
}

impl Role {
    /// Whether the role may do an action on a resource.
    ///
    /// # Errors
    ///
    /// It may not.
    pub fn decide(&self, action: &str, resource: &str) -> Result<(), Refused> {
        let statements = self.policies.iter().flat_map(|p| &p.statements);
        policy::decide(statements.filter_map(|s| s.effect_on(action, resource)))
    }
}
