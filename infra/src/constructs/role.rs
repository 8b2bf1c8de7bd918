//! The role that a function runs as, and what it may do.

use crate::policy::{self, Statement};
use pulumi::{Component, Context, Output};
use pulumi_aws::iam;
use std::cell::RefCell;

/// The role of a function to be.
///
/// Constructs offer grants by methods named `grant_*`, which say exactly which actions they allow on what, and add them to a role.
/// All of them become the role's one policy when the function is declared.
pub struct Role {
    /// The construct that the function is part of.
    pub(super) component: Component,
    name: String,
    role: iam::Role,
    statements: RefCell<Vec<Statement>>,
}

impl Role {
    /// Declares the role `NAME-role`, which a service of AWS takes on, such as `lambda.amazonaws.com`.
    pub(super) fn new(ctx: &Context, name: &str, service: &str, component: Component) -> Self {
        let role = iam::Role::new(
            ctx,
            &format!("{name}-role"),
            iam::RoleArgs::new(policy::trust(service)),
            component.child(),
        );
        Self {
            component,
            name: name.to_owned(),
            role,
            statements: RefCell::default(),
        }
    }

    /// The logical name of the function.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The role's ARN.
    pub fn arn(&self) -> &Output<String> {
        &self.role.arn
    }

    /// Allows some actions, such as `dynamodb:Query`, on the resources of these ARNs.
    pub fn allow(&self, actions: &'static [&'static str], resources: Output<Vec<String>>) {
        let statement = Statement { actions, resources };
        self.statements.borrow_mut().push(statement);
    }

    /// Declares the policy `NAME-policy` of all that has been allowed.
    pub(super) fn policy(&self, ctx: &Context) -> iam::RolePolicy {
        iam::RolePolicy::new(
            ctx,
            &format!("{}-policy", self.name),
            iam::RolePolicyArgs::new(policy::document(self.statements.take()), &self.role.id),
            self.component.child(),
        )
    }
}
