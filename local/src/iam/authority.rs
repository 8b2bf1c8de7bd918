//! Who may do what.

use super::{Principal, Roles, access::Access, denial::Denial};
use gateway::policy::Refused;
use std::sync::Arc;

/// Hears of each use of a role: its physical name, what it is to be used for, and whether its policies allow that.
pub type Watch = Arc<dyn Fn(&str, &Access, bool) + Send + Sync>;

/// IAM: the roles that a program declares.
pub struct Iam {
    roles: Roles,
    watch: Option<Watch>,
}

impl Iam {
    /// IAM with these roles.
    pub fn new(roles: Roles, watch: Option<Watch>) -> Arc<Self> {
        Arc::new(Self { roles, watch })
    }

    /// The roles.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Decides whether somebody may do something. Whoever sits at the laptop may do everything.
    ///
    /// # Errors
    ///
    /// They may not.
    pub fn decide(&self, principal: &Principal, access: &Access) -> Result<(), Denial> {
        let Principal::Sandbox { role, .. } = principal else {
            return Ok(());
        };
        let Access { action, resource } = access;
        let decided = self
            .roles
            .get(role)
            .ok_or(Refused::NotAllowed)
            .and_then(|role| role.decide(action, resource));
        if let Some(watch) = &self.watch {
            watch(role, access, decided.is_ok());
        }
        decided.map_err(|refused| {
            let reason = match refused {
                Refused::NotAllowed => {
                    format!("because no identity-based policy allows the {action} action")
                }
                Refused::Denied => "with an explicit deny in an identity-based policy".to_owned(),
            };
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
            let message = format!(
                "User: {principal} is not authorized to perform: {action} on resource: {resource} {reason}"
            );
            Denial::new("AccessDeniedException", message)
        })
    }
}
