//! `aws:iam/…`: roles and their policies, which are evaluated at each call that a sandbox makes.

use super::resource_type::{
    Identity, ResourceType,
    Support::{Emulated, Inert},
    properties,
};
use crate::{
    account::ACCOUNT_ID,
    declared::{DeclarationError, Declared, of_type},
    iam::{
        Role, Roles,
        document::{Trust, statements_of_identity},
        managed,
        role::Policy,
    },
};
use serde_json::Value;

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&ROLE, &ROLE_POLICY, &POLICY, &ROLE_POLICY_ATTACHMENT];

/// The role that a function runs as.
pub const ROLE: ResourceType = ResourceType {
    token: "aws:iam/role:Role",
    properties: &[
        ("assumeRolePolicy", Emulated),
        ("description", Inert),
        ("inlinePolicies", Emulated),
        ("managedPolicyArns", Emulated),
        ("maxSessionDuration", Inert),
        ("name", Emulated),
        ("path", Inert),
        ("tags", Inert),
    ],
    identity: Identity::Name,
    outputs: |_, id, _| properties([("arn", format!("arn:aws:iam::{ACCOUNT_ID}:role/{id}"))]),
};

/// A policy inside a role.
pub const ROLE_POLICY: ResourceType = ResourceType {
    token: "aws:iam/rolePolicy:RolePolicy",
    properties: &[("name", Inert), ("policy", Emulated), ("role", Emulated)],
    identity: Identity::Name,
    outputs: |_, _, _| properties([]),
};

/// A policy that stands by itself.
pub const POLICY: ResourceType = ResourceType {
    token: "aws:iam/policy:Policy",
    properties: &[
        ("description", Inert),
        ("name", Inert),
        ("path", Inert),
        ("policy", Emulated),
        ("tags", Inert),
    ],
    identity: Identity::Name,
    outputs: |_, id, _| properties([("arn", format!("arn:aws:iam::{ACCOUNT_ID}:policy/{id}"))]),
};

/// A policy that stands by itself, given to a role.
pub const ROLE_POLICY_ATTACHMENT: ResourceType = ResourceType {
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: &[("policyArn", Emulated), ("role", Emulated)],
    identity: Identity::Generated(10),
    outputs: |_, _, _| properties([]),
};

/// The roles that a program declares.
///
/// # Errors
///
/// A policy that does not parse or that belongs to no role, by the name of the resource.
pub fn roles(declared: &[Declared]) -> Result<Roles, DeclarationError> {
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

fn role_of<'a>(policy: &Declared, roles: &'a mut Roles) -> Result<&'a mut Role, DeclarationError> {
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
) -> Result<Policy, DeclarationError> {
    let statements =
        statements_of_identity(json).map_err(|problem| unparsed(declared, property, &problem))?;
    Ok(Policy {
        origin: format!("{} `{}`", declared.token, declared.name),
        statements,
    })
}

/// A policy that a role refers to: the program's own, or one of AWS's.
fn managed_policy(
    declared: &[Declared],
    referring: &Declared,
    property: &'static str,
    arn: &str,
) -> Result<Policy, DeclarationError> {
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

fn unparsed(declared: &Declared, property: &'static str, problem: &str) -> DeclarationError {
    declared.problem(
        property,
        format!("is not a policy that the laptop can evaluate: {problem}"),
    )
}

fn list<'a>(declared: &'a Declared, property: &str) -> &'a [Value] {
    let list = declared.inputs.get(property).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}
