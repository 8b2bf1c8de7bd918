//! Trust policies: who may take a role on.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>

use super::document::{
    ActionPattern, Described, Effect, Pattern, described, effect, nothing_left, one_or_many,
    statements,
};
use serde_json::{Map, Value};

/// What a service does to become a role.
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// A role's `assumeRolePolicy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    effect: Effect,
    actions: Described<ActionPattern>,
    /// The services that it names.
    services: Vec<String>,
}

impl Trust {
    /// Reads a document as it is declared, in JSON.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or what the laptop does not evaluate.
    pub fn parse(json: &str) -> Result<Self, String> {
        let statements = statements(json, statement)?;
        Ok(Self { statements })
    }

    /// Whether a service, such as `lambda.amazonaws.com`, may take the role on.
    pub fn lets(&self, service: &str) -> bool {
        let about = |effect| {
            self.statements.iter().any(|statement| {
                statement.effect == effect
                    && statement.actions.has(ASSUME_ROLE)
                    && statement.services.iter().any(|named| named == service)
            })
        };
        about(Effect::Allow) && !about(Effect::Deny)
    }
}

fn statement(mut fields: Map<String, Value>) -> Result<Statement, String> {
    fields.remove("Sid");
    let effect = effect(&mut fields)?;
    let actions = described(&mut fields, "Action", "NotAction", ActionPattern::parse)?;
    let services = services(fields.remove("Principal").ok_or("it has no Principal")?)?;
    if fields.contains_key("Condition") {
        return Err("it has a Condition, which the laptop does not evaluate".to_owned());
    }
    nothing_left(&fields)?;
    Ok(Statement {
        effect,
        actions,
        services,
    })
}

/// The services among the principals: nobody else takes roles on here.
fn services(principal: Value) -> Result<Vec<String>, String> {
    let Value::Object(mut kinds) = principal else {
        return Ok(Vec::new());
    };
    let services = kinds.remove("Service");
    let services = services.map(|services| one_or_many(services, "Service"));
    let services = services.transpose()?.unwrap_or_default();
    let named = services.into_iter().map(|service| match service {
        Value::String(name) => Ok(name),
        other => Err(format!("{other} is not the name of a service")),
    });
    named.collect()
}
