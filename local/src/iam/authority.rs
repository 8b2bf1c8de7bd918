//! Who may do what, and what was done.

use super::{Principal, Roles, access::Access, trail::Trail};
use gateway::policy::Refused;
use std::sync::Arc;

/// What somebody may not do, in AWS's words.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("User: {principal} is not authorized to perform: {action} on resource: {resource} {}", reason(action, *refused))]
pub struct AccessDenied {
    /// Who.
    pub principal: Principal,
    /// What.
    pub action: String,
    /// The ARN of what it was to be done to.
    pub resource: String,
    /// Why.
    pub refused: Refused,
}

impl AccessDenied {
    /// The exception that AWS answers with.
    pub const EXCEPTION: &str = "AccessDeniedException";
}

fn reason(action: &str, refused: Refused) -> String {
    match refused {
        Refused::NotAllowed => {
            format!("because no identity-based policy allows the {action} action")
        }
        Refused::Denied => "with an explicit deny in an identity-based policy".to_owned(),
    }
}

/// IAM: the roles that a program declares, and a trail of what they were used for.
#[derive(Debug)]
pub struct Iam {
    roles: Roles,
    trail: Trail,
}

impl Iam {
    /// IAM with these roles.
    pub fn new(roles: Roles) -> Arc<Self> {
        Arc::new(Self {
            roles,
            trail: Trail::default(),
        })
    }

    /// The roles.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// What the roles were used for.
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// Decides whether somebody may do something, and tells the person at the laptop of what they may not.
    ///
    /// # Errors
    ///
    /// They may not.
    pub fn authorize(&self, principal: &Principal, access: Access) -> Result<(), AccessDenied> {
        self.decide(principal, access)
            .inspect_err(|denied| tracing::warn!("{denied}"))
    }

    /// Decides whether somebody may do something. Whoever sits at the laptop may do everything.
    ///
    /// # Errors
    ///
    /// They may not.
    pub fn decide(&self, principal: &Principal, access: Access) -> Result<(), AccessDenied> {
        let Principal::Sandbox { role, .. } = principal else {
            return Ok(());
        };
        let decided = self
            .roles
            .get(role)
            .ok_or(Refused::NotAllowed)
            .and_then(|role| role.decide(&access.action, &access.resource));
        self.trail.record(role, &access, decided.is_ok());
        decided.map_err(|refused| AccessDenied {
            principal: principal.clone(),
            action: access.action,
            resource: access.resource,
            refused,
        })
    }
}
