//! Roles, with all the policies that a program gives them.

use super::{
    document::{Document, Effect},
    managed,
    trust::Trust,
};
use crate::{
    assembly::{AssemblyError, Declared, of_type},
    resources::{POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT},
};
use serde_json::Value;
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

/// The roles that a program declares.
///
/// # Errors
///
/// A policy that does not parse or that belongs to no role, by the name of the resource.
pub fn roles(declared: &[Declared]) -> Result<Roles, AssemblyError> {
    let mut roles = Roles::new();
    for role in of_type(declared, ROLE.token) {
        let trust = Trust::parse(role.required("assumeRolePolicy")?);
        let trust = trust.map_err(|problem| unparsed(role, "assumeRolePolicy", &problem))?;
        let mut policies = Vec::new();
        for inline in list(role, "inlinePolicies") {
            let json = inline.get("policy").and_then(Value::as_str);
            policies.push(policy(role, "inlinePolicies", json.unwrap_or_default())?);
        }
        for arn in list(role, "managedPolicyArns") {
            let arn = arn.as_str().unwrap_or_default();
            policies.push(managed_policy(declared, role, "managedPolicyArns", arn)?);
        }
        let arn = role.output("arn").unwrap_or_default().to_owned();
        let role_and_policies = Role {
            arn,
            trust,
            policies,
        };
        roles.insert(role.id.clone(), role_and_policies);
    }
    for inline in of_type(declared, ROLE_POLICY.token) {
        let policy = policy(inline, "policy", inline.required("policy")?)?;
        role_of(inline, &mut roles)?.policies.push(policy);
    }
    for attachment in of_type(declared, ROLE_POLICY_ATTACHMENT.token) {
        let arn = attachment.required("policyArn")?;
        let policy = managed_policy(declared, attachment, "policyArn", arn)?;
        role_of(attachment, &mut roles)?.policies.push(policy);
    }
    // Nobody may have it, and still it must be one.
    for managed in of_type(declared, POLICY.token) {
        policy(managed, "policy", managed.required("policy")?)?;
    }
    Ok(roles)
}

fn role_of<'a>(policy: &Declared, roles: &'a mut Roles) -> Result<&'a mut Role, AssemblyError> {
    let name = policy.required("role")?;
    roles.get_mut(name).ok_or_else(|| {
        policy.problem(
            "role",
            format!("is `{name}`, and the program declares no role of that name"),
        )
    })
}

fn policy(
    declared: &Declared,
    property: &'static str,
    json: &str,
) -> Result<Policy, AssemblyError> {
    let document =
        Document::parse(json).map_err(|problem| unparsed(declared, property, &problem))?;
    Ok(Policy {
        origin: format!("{} `{}`", declared.token, declared.name),
        document,
    })
}

/// A policy that a role refers to: the program's own, or one of AWS's.
fn managed_policy(
    declared: &[Declared],
    referring: &Declared,
    property: &'static str,
    arn: &str,
) -> Result<Policy, AssemblyError> {
    let own = of_type(declared, POLICY.token).find(|policy| policy.output("arn") == Some(arn));
    if let Some(own) = own {
        return policy(own, "policy", own.required("policy")?);
    }
    let json = managed::document(arn).ok_or_else(|| {
        referring.problem(
            property,
            format!("names `{arn}`, which the program does not declare and the laptop does not know: declare a policy with its statements"),
        )
    })?;
    policy(referring, property, json)
}

fn unparsed(declared: &Declared, property: &'static str, problem: &str) -> AssemblyError {
    declared.problem(
        property,
        format!("is not a policy that the laptop can evaluate: {problem}"),
    )
}

fn list<'a>(declared: &'a Declared, property: &str) -> &'a [Value] {
    let list = declared.inputs.get(property).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}
