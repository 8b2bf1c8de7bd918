//! What is granted held against what is used, at the grain of action and resource.

use super::{stack::Uses, trail::Use};
use gateway::policy::{Described, Effect, matches_arn};
use local::iam::Roles;
use std::{collections::BTreeSet, fmt};

/// Something that is not as little as possible, or less.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// It was needed, and nothing allows it.
    Denied { action: String, resource: String },
    /// It is allowed, and nothing needed it.
    Unused {
        policy: String,
        action: String,
        resource: String,
    },
    /// More is allowed than was needed.
    TooBroad {
        policy: String,
        pattern: String,
        needed: BTreeSet<String>,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied { action, resource } => write!(
                f,
                "{action} on {resource} is used and not declared: grant it"
            ),
            Self::Unused {
                policy,
                action,
                resource,
            } => write!(
                f,
                "{policy} grants {action} on {resource}, which is never used: remove the grant"
            ),
            Self::TooBroad {
                policy,
                pattern,
                needed,
            } => {
                let needed: Vec<_> = needed.iter().map(String::as_str).collect();
                write!(
                    f,
                    "{policy} grants `{pattern}`, of which only this is used: name {} instead",
                    needed.join(", ")
                )
            }
        }
    }
}

/// What is granted to roles.
pub struct Granted {
    pub role: String,
    pub policy: String,
    pub action: String,
    pub resource: String,
}

/// Every action on every resource that a statement names.
pub fn granted(roles: &Roles) -> Vec<Granted> {
    let mut granted = Vec::new();
    let policies = roles
        .iter()
        .flat_map(|(name, role)| role.policies.iter().map(move |policy| (name, policy)));
    for (role, policy) in policies {
        let statements = policy.statements.iter();
        for statement in statements.filter(|statement| statement.effect == Effect::Allow) {
            let (Described::By(actions), Described::By(resources)) =
                (&statement.actions, &statement.resources)
            else {
                panic!(
                    "{} allows all but something: name what it allows",
                    policy.origin
                );
            };
            for action in actions {
                granted.extend(resources.iter().map(|resource| Granted {
                    role: role.clone(),
                    policy: policy.origin.clone(),
                    action: action.clone(),
                    resource: resource.clone(),
                }));
            }
        }
    }
    granted
}

pub fn findings(roles: &Roles, uses: &Uses) -> BTreeSet<Finding> {
    let denied = uses.keys().filter(|used| !used.allowed);
    let mut findings: BTreeSet<_> = denied
        .map(|used| Finding::Denied {
            action: used.action.clone(),
            resource: used.resource.clone(),
        })
        .collect();
    for Granted {
        role,
        policy,
        action,
        resource,
    } in granted(roles)
    {
        let needed: Vec<&Use> = uses
            .keys()
            .filter(|used| used.allowed && used.role == role && is_about(&action, &resource, used))
            .collect();
        if needed.is_empty() {
            findings.insert(Finding::Unused {
                policy,
                action,
                resource,
            });
            continue;
        }
        let mut too_broad = |pattern: &str, needed: BTreeSet<String>| {
            if pattern.contains(['*', '?']) && needed != BTreeSet::from([pattern.to_owned()]) {
                findings.insert(Finding::TooBroad {
                    policy: policy.clone(),
                    pattern: pattern.to_owned(),
                    needed,
                });
            }
        };
        too_broad(
            &action,
            needed.iter().map(|used| used.action.clone()).collect(),
        );
        too_broad(
            &resource,
            needed
                .iter()
                .map(|used| narrowest(&used.resource))
                .collect(),
        );
    }
    findings
}

/// The narrowest pattern for a kind of resource: what is different every time cannot be named.
pub fn narrowest(kind: &str) -> String {
    let mut parts = kind.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |pattern, part| {
        let (_, after) = part.split_once('}').unwrap();
        format!("{pattern}*{after}")
    })
}

fn is_about(action: &str, resource: &str, used: &Use) -> bool {
    let action = Described::By(vec![action.to_owned()]);
    action.have_action(&used.action) && matches_arn(resource, &used.resource)
}
